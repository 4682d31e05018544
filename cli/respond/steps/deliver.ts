import { secretsName } from "../../../components/model/names";
import { StagedEntries } from "../../aws/staged-entries";
import { title } from "../../cluster/external-secrets";
import { until } from "../../cluster/until";
import { consumerTitle } from "../../cluster/workloads";
import { deliver } from "../../rotate/deliver";
import { UserError } from "../../user-error";
import type { Incident } from "../incident";
import type { EntryContext, Step } from "../step";

/** Brings the new value to the pods: sync, proof by keyed hashes, restart, rollout. */
export function deliverStep(
  { consumers }: Pick<Incident, "consumers">,
  refs: readonly { namespace: string; name: string }[],
): Step<EntryContext> {
  return {
    id: "deliver",
    phase: "rotate",
    title: "Bring the new value to the pods",
    describe: () => [
      `Sync of ${refs.map((ref) => `ExternalSecret ${title(ref)}`).join(", ") || "nothing: no ExternalSecret reads the entry"}; ` +
        "proof by keyed hashes that the Secret holds the new value.",
      `Restart, and wait for the rollout: ${consumers.map(consumerTitle).join(", ") || "nobody"}.`,
    ],
    run: async (context) => {
      const { cluster, refs, target, incident, patience, say } = context;
      const { version, value } = await currentValue(context);
      const { namespace, name } = target.service;
      const secret = { namespace, name: secretsName(name) };
      const deadline = Date.now() + patience;
      const problems = await deliver({ cluster, refs, consumers: incident.consumers, secret, value, deadline, say });
      if (problems.length > 0) throw new UserError(problems.join("\n"));
      return { version };
    },
  };
}

/** Waits until the entry's copies in other regions have the new version. */
export function replicasStep(regions: readonly string[]): Step<EntryContext> {
  return {
    id: "replicas",
    phase: "rotate",
    title: "Check the copies in other regions",
    describe: () => [`${regions.join(", ")}: the same version is current there.`],
    run: async (context) => {
      const { version } = await currentValue(context);
      for (const region of regions) await awaitReplica(context, region, version);
      return { regions: regions.join(", "), version };
    },
  };
}

async function awaitReplica({ incident, patience }: EntryContext, region: string, version: string): Promise<void> {
  const copies = new StagedEntries(region);
  try {
    const isThere = async () => ((await copies.describe(incident.entry))?.current === version ? true : undefined);
    if (await until(isThere, Date.now() + patience)) return;
    throw new UserError(
      `The copy of ${incident.entry} in ${region} does not have version ${version} yet: its readers there get the old one.\n` +
        `Look: aws secretsmanager describe-secret --secret-id ${incident.entry} --query ReplicationStatus`,
    );
  } finally {
    copies.close();
  }
}

async function currentValue({ entries, incident }: EntryContext): Promise<{ version: string; value: string }> {
  const version = (await entries.describe(incident.entry))?.current ?? "";
  if (version === "" || version === incident.version) {
    throw new UserError(
      `The current version of ${incident.entry} is the one that leaked: somebody has put it back.\nFix: run this with --new.`,
    );
  }
  return { version, value: (await entries.read(incident.entry, version)) ?? "" };
}
