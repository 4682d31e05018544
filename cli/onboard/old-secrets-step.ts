import { indent } from "../../report/words";
import { type NewService, credentialsOf } from "./new-service";
import type { FoundWorkload } from "./sources/found";

/** What may name a Secret in its pods, or in a field of its own. */
const kinds = "pods,deployments,statefulsets,daemonsets,jobs,cronjobs,ingresses,serviceaccounts";

/**
 * Secrets that no workload that was given reads once it reads the service's own. What was not given may still read them, so it says how
 * to look before they are deleted.
 */
export function oldSecretsStep(declared: NewService): string[] {
  const { groups, namespace } = declared;
  const places = groups.flatMap(credentialsOf).flatMap(({ place }) => {
    const isNamed = place?.kind === "Secret" && place.name !== undefined && !place.name.startsWith("(");
    return isNamed && place.holdsMore !== true ? [{ name: place.name!, namespace: place.namespace ?? namespace }] : [];
  });
  const secrets = new Map(places.map((place) => [place.name, place]));
  const free = [...secrets.values()].filter(
    ({ name }) => !declared.given.some((one) => stillReads(one, name, declared)),
  );
  if (free.length === 0) return [];
  const names = free.map(({ name }) => `Secret ${name}`).join(", ");
  const commands = free.map((secret) => indent(readersOf(secret), 2));
  const them = free.length === 1 ? "it" : "them";
  const step = `Delete ${names}: nothing that was given reads ${them} any more. First look who else does:`;
  return [[step, ...commands].join("\n")];
}

/** Whether a workload goes on reading a Secret once it reads the service's own. */
function stillReads({ kind, name, secrets }: FoundWorkload, secret: string, declared: NewService): boolean {
  const reads = secrets.filter((one) => one.secret === secret);
  const isMoved = declared.workloads.some((one) => one.kind === kind && one.name === name);
  const stays = new Set(declared.left.map(({ variable }) => variable));
  return reads.some(({ variable }) => !isMoved || variable === undefined || stays.has(variable));
}

/** Whatever names the Secret anywhere below a field that speaks of one. */
function readersOf({ name, namespace }: { name: string; namespace: string }): string {
  const names = `any(.. | objects | to_entries[] | select(.key | test("secret"; "i")).value | ..; . == "${name}")`;
  return `kubectl get ${kinds} --namespace ${namespace} --output json |\n  jq -r '.items[] | select(${names}) | "\\(.kind) \\(.metadata.name)"'`;
}
