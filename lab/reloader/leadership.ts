import { setTimeout as sleep } from "node:timers/promises";
import { CoordinationV1Api, type KubeConfig, type V1Lease, V1MicroTime } from "@kubernetes/client-node";

/** As client-go's election is set up in Reloader, in milliseconds. */
const leaseDuration = 15_000;
const renewDeadline = 10_000;
const retryPeriod = 2_000;

/** Who may lead, and where that is written. */
export interface Candidate {
  /** Namespace and name of the Lease. */
  namespace: string;
  lease: string;
  /** Its own name: the pod's. */
  identity: string;
}

/** What becomes of a candidate. */
export interface Leadership {
  /** Waits until it leads. */
  elected: Promise<void>;
  /** Gives the lead back, so that another need not wait for the lease to run out. */
  resign: () => Promise<void>;
}

/**
 * Stands for election: one of several replicas works, the others wait. A leader that cannot renew its lease in time ends the process,
 * as Reloader does.
 *
 * @param lost Called when the lead is lost.
 */
export function standForElection(config: KubeConfig, candidate: Candidate, lost: () => void): Leadership {
  const api = config.makeApiClient(CoordinationV1Api);
  let leads = false;
  let resigned = false;
  let renewed = 0;

  const elected = new Promise<void>((resolve) => {
    const campaign = async (): Promise<void> => {
      while (!resigned) {
        const holds = await hold(api, candidate).catch(() => false);
        if (holds) renewed = Date.now();
        if (holds && !leads) {
          leads = true;
          resolve();
        }
        if (leads && Date.now() - renewed > renewDeadline) return lost();
        await sleep(retryPeriod);
      }
    };
    void campaign();
  });

  const resign = async (): Promise<void> => {
    resigned = true;
    if (!leads) return;
    const lease = await api.readNamespacedLease({ name: candidate.lease, namespace: candidate.namespace });
    if (lease.spec?.holderIdentity !== candidate.identity) return;
    const body = { ...lease, spec: { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1 } };
    await api.replaceNamespacedLease({ name: candidate.lease, namespace: candidate.namespace, body });
  };
  return { elected, resign };
}

/** Takes or renews the lease. Whoever writes second is refused by the API server: the object has changed meanwhile. */
async function hold(api: CoordinationV1Api, { namespace, lease: name, identity }: Candidate): Promise<boolean> {
  const found = await api.readNamespacedLease({ namespace, name }).catch((error: { code?: number }) => {
    if (error.code === 404) return undefined;
    throw error;
  });
  const spec = { holderIdentity: identity, leaseDurationSeconds: leaseDuration / 1000, renewTime: new V1MicroTime() };
  if (found === undefined) {
    await api.createNamespacedLease({ namespace, body: { metadata: { name }, spec } });
    return true;
  }
  if (isHeld(found) && found.spec?.holderIdentity !== identity) return false;
  await api.replaceNamespacedLease({ namespace, name, body: { ...found, spec: { ...found.spec, ...spec } } });
  return true;
}

function isHeld({ spec }: V1Lease): boolean {
  const renewal = spec?.renewTime ? new Date(spec.renewTime).getTime() : 0;
  return !!spec?.holderIdentity && Date.now() - renewal < (spec.leaseDurationSeconds ?? 0) * 1000;
}
