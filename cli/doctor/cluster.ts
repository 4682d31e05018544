import type { Environment } from "../../components/model/environment";
import type { CheckLine } from "../../report/doctor-report";
import { count } from "../../report/words";
import { upAfresh } from "./commands";
import { type DeploymentFacts, helperLine, operatorLines } from "./deployments";
import type { Expected } from "./expected";
import { notChecked, ok, problem } from "./lines";
import type { Reading } from "./reading";

/** What an object says of itself: its condition Ready, and the message beside it. */
export interface Readiness {
  ready: boolean;
  message: string;
}

/** An ExternalSecret of one of the environment's stores. */
export interface ExternalSecretFacts extends Readiness {
  namespace: string;
  name: string;
}

/** What is known of a cluster that was reached. */
export interface ClusterFacts {
  /** Version of the API server, e.g. `"v1.34.4"`. */
  version: string;
  /** Deployments of the operator's release. */
  operator: Reading<DeploymentFacts[]>;
  /** Those beside it, in the order in which they are expected; nothing where there is none. */
  helpers: Reading<DeploymentFacts | undefined>[];
  /** Kinds of external-secrets.io/v1 that the API server serves, in the plural. */
  kinds: Reading<string[]>;
  /** In the order in which they are expected. */
  stores: Reading<Readiness | undefined>[];
  externalSecrets: Reading<ExternalSecretFacts[]>;
  /** What is done with what the policy finds, e.g. `["Warn", "Audit"]`; nothing where there is no binding. */
  admission: Reading<string[] | undefined>;
}

/** What decides how a line reads. */
interface Situation {
  /** What the cluster has is the environment's, and the ExternalSecrets are the stack's: another one's, where it is a team's. */
  environment: Pick<Environment, "name" | "stack" | "cluster">;
  expected: Expected;
  /** Services of which an entry awaits its value: their ExternalSecrets cannot be ready. */
  awaiting: readonly string[];
}

/** Lines on the cluster of an environment. */
export function clusterLines(facts: Reading<ClusterFacts>, situation: Situation): CheckLine[] {
  const {
    environment: { name, cluster },
    expected,
  } = situation;
  if ("failed" in facts) {
    const rest = ["operator", "CRDs", ...expected.helpers.map(({ what }) => what), "stores", "ExternalSecrets"];
    const all = [...rest, ...(expected.admission ? ["admission policy"] : [])];
    const { found, fix } = facts.failed;
    return [
      problem("API server", found, fix),
      ...all.map((check) => notChecked(check, `cluster ${cluster.name} was not reached.`)),
    ];
  }
  const { value } = facts;
  return [
    ok("API server", `${cluster.name} at ${cluster.endpoint}, Kubernetes ${value.version}`),
    ...operatorLines(value.operator, expected.operator, name),
    kindsLine(value.kinds, name),
    ...value.helpers.map((helper, at) => helperLine(helper, expected.helpers[at]!, name)),
    ...value.stores.map((store, at) => storeLine(store, expected.stores[at]!, name)),
    ...externalSecretLines(value.externalSecrets, situation),
    admissionLine(value.admission, expected.admission, name),
  ];
}

const wantedKinds = ["clustersecretstores", "externalsecrets"];

function kindsLine(kinds: ClusterFacts["kinds"], environment: string): CheckLine {
  const check = "CRDs";
  if ("failed" in kinds) return notChecked(check, kinds.failed);
  const missing = wantedKinds.filter((kind) => !kinds.value.includes(kind));
  if (missing.length === 0) return ok(check, "external-secrets.io/v1 is served");
  const names = missing.map((kind) => `${kind}.external-secrets.io`).join(", ");
  return problem(check, `the cluster does not serve v1 of ${names}.`, upAfresh(environment));
}

function storeLine(store: Reading<Readiness | undefined>, name: string, environment: string): CheckLine {
  const check = "store";
  if ("failed" in store) return notChecked(check, store.failed);
  if (store.value === undefined)
    return problem(check, `there is no ClusterSecretStore ${name}.`, upAfresh(environment));
  if (store.value.ready) return ok(check, `${name} is ready`);
  return problem(check, `${name} is not ready: ${store.value.message}.`, `kubectl describe clustersecretstore ${name}`);
}

function externalSecretLines(
  found: ClusterFacts["externalSecrets"],
  { environment, expected, awaiting }: Situation,
): CheckLine[] {
  const check = "ExternalSecrets";
  if ("failed" in found) return [notChecked(check, found.failed)];
  const title = ({ namespace, name }: { namespace: string; name: string }): string => `${namespace}/${name}`;
  const standing = new Set(found.value.map(title));
  const missing = expected.externalSecrets.filter((one) => !standing.has(title(one)));
  const failing = found.value.filter(({ ready }) => !ready);
  const lines = [
    ...missing.map((one) => problem(check, `${title(one)} does not exist.`, upAfresh(environment.stack))),
    ...failing.map((one) => {
      const seeds = expected.externalSecrets.find(
        (each) => title(each) === title(one) && each.brings === "secrets" && awaiting.includes(each.service),
      );
      const fix = seeds ? `npx strongroom seed ${environment.name} ${seeds.service}` : readAgain(one);
      return problem(check, `${title(one)} is not ready: ${one.message}.`, fix);
    }),
  ];
  const number = found.value.length;
  return lines.length > 0
    ? lines
    : [ok(check, `${count(number, "ExternalSecret")}, ${number === 1 ? "it is" : "all"} ready`)];
}

/** The operator tries by itself, at last every seven minutes. */
function readAgain({ namespace, name }: ExternalSecretFacts): string {
  const which = `externalsecret ${name} --namespace ${namespace}`;
  return (
    `kubectl annotate ${which} --overwrite force-sync="$(date +%s)"` +
    `\nkubectl describe ${which} says more where that does not help.`
  );
}

function admissionLine(
  found: ClusterFacts["admission"],
  expected: Expected["admission"],
  environment: string,
): CheckLine {
  const check = "admission policy";
  if (expected === undefined) return ok(check, "off, as the stack file says");
  if ("failed" in found) return notChecked(check, found.failed);
  if (found.value === undefined) {
    return problem(check, `${expected.name} is not bound: no ConfigMap is judged.`, upAfresh(environment));
  }
  const wanted = expected.action === "deny" ? "Deny" : "Warn";
  if (found.value.includes(wanted)) return ok(check, `${expected.name} is bound: ${found.value.join(", ")}`);
  return problem(
    check,
    `${expected.name} is bound with ${found.value.join(", ")}; wanted ${wanted}.`,
    upAfresh(environment),
  );
}
