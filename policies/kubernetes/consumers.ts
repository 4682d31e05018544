import type { StackFinding, StackResource } from "../engine/rule";
import { isMap, unknown, type Value } from "../engine/value";
import { externalSecretTypes, type SynchronizedSecret, synchronizedSecretsOf } from "./external-secrets";
import { printableName } from "./manifests";
import { isRestartable, listedSecrets, reloadAnnotation, restartsFor } from "./reloader";
import { type SecretReference, secretReferencesOf, type Workload, workloadsOf, workloadTypes } from "./workloads";

/** With the value "true" a workload says that it watches its files and reads them again. */
export const reloadsItself = "strongroom/reloads";

/**
 * Finds the workloads that read a Secret which the stack keeps up to date, and that nothing restarts when it changes.
 *
 * Patches are left out: they show a part of a workload, and its annotations may stand in the rest.
 */
export function judgeConsumers(resources: readonly StackResource[]): StackFinding[] {
  const written = resources
    .filter(({ type }) => externalSecretTypes.includes(type))
    .flatMap((resource) => [...synchronizedSecretsOf(resource)].map((secret) => ({ ...secret, resource })));
  if (written.length === 0) return [];
  return resources
    .filter(({ type }) => workloadTypes.includes(type) && !type.endsWith("Patch"))
    .flatMap((resource) => [...workloadsOf(resource)].flatMap((workload) => judge(resource, workload, written)));
}

type Written = SynchronizedSecret & { resource: StackResource };

/** One finding a workload: its fix is one annotation for all of its Secrets. */
function judge(resource: StackResource, workload: Workload, written: readonly Written[]): StackFinding[] {
  if (endsByItself(workload)) return [];
  const reads = [...secretReferencesOf(workload)].flatMap((reference) => {
    const { sure, writer } = writerOf(reference, resource, workload, written) ?? {};
    if (writer === undefined) return [];
    const isCovered = covered(reference, workload, writer);
    return isCovered === true ? [] : [{ reference, writer, sure: sure === true && isCovered !== unknown }];
  });
  if (reads.length === 0) return [];
  const certain = reads.filter(({ sure }) => sure);
  const [level, told] = certain.length > 0 ? (["mandatory", certain] as const) : (["advisory", reads] as const);
  const secrets = [...new Set(told.map(({ reference, writer }) => printableName(reference.secret ?? writer.name)))];
  const name = typeof workload.metadata.name === "string" ? workload.metadata.name : resource.name;
  const writers = [...new Set(told.map(({ writer }) => writer.writer))].join(", ");
  const readsThem = `${workload.kind} ${name} reads the Secret ${secrets.join(", ")}, which ${writers} keeps up to date`;
  if (level === "advisory") {
    const text = `${readsThem}; whether anything restarts it then is not known at preview.`;
    return [{ urn: resource.urn, level, text }];
  }
  const variables = told.some(({ reference }) => reference.as === "variable");
  const claim = variables && saysItReloads(workload) ? ` ${reloadsItself} does not help: variables never change.` : "";
  const text = `${readsThem}, and nothing restarts it when that changes.${claim}`;
  return [{ urn: resource.urn, level, text, fix: fixFor(workload, secrets, variables) }];
}

function fixFor(workload: Workload, secrets: readonly string[], variables: boolean): string {
  const instead = variables
    ? "A workload that reads only files, and reads them again by itself, says so with"
    : "If it reads the files again by itself, say so with";
  const alternative = `${instead} "${reloadsItself}": "true".`;
  if (!isRestartable(workload)) return `make it a Deployment: Reloader restarts no ${workload.kind}.\n${alternative}`;
  const list = [...new Set([...listedSecrets(workload).map(printableName), ...secrets])].join(",");
  return `put annotations of ServiceSecrets on the workload's own metadata, or "${reloadAnnotation}": "${list}".\n${alternative}`;
}

/** A Job's pods, and a pod that is not started again, are gone before a rotation matters; the next run reads afresh. */
function endsByItself({ kind, podSpec }: Workload): boolean {
  if (kind === "Job" || kind === "CronJob") return true;
  return kind === "Pod" && (podSpec.restartPolicy === "Never" || podSpec.restartPolicy === "OnFailure");
}

function covered(reference: SecretReference, workload: Workload, writer: Written): boolean | typeof unknown {
  if (reference.as === "file" && saysItReloads(workload)) return true;
  if (!isRestartable(workload)) return false;
  const name = typeof reference.secret === "string" ? reference.secret : "";
  return restartsFor(workload, name, writer.annotations);
}

function saysItReloads({ metadata, podMetadata }: Workload): boolean {
  return [metadata, podMetadata].some(
    ({ annotations }) => isMap(annotations) && ["true", true].includes(annotations[reloadsItself] as string | boolean),
  );
}

/** Which ExternalSecret writes the Secret that is read, and whether that is sure while names are not known. */
function writerOf(
  { secret }: SecretReference,
  resource: StackResource,
  workload: Workload,
  written: readonly Written[],
): { writer: Written; sure: boolean } | undefined {
  const candidates = written.flatMap((writer) => {
    const isLinked = ["spec", "items"].some((field) =>
      resource.sourcesOf(field).some(({ urn }) => urn === writer.resource.urn),
    );
    const isKnown = typeof secret === "string" && typeof writer.name === "string";
    if (isKnown ? secret !== writer.name : !isLinked) return [];
    const same = isLinked || !writer.namespaces || sameNamespace(resource, workload, writer);
    return same === false ? [] : [{ writer, sure: same === true }];
  });
  return candidates.find(({ sure }) => sure) ?? candidates[0];
}

/** Where both namespaces are not known yet, it counts whether they come from the same resource. */
function sameNamespace(resource: StackResource, { metadata }: Workload, writer: Written): boolean | typeof unknown {
  const own = metadata.namespace;
  const verdicts = (writer.namespaces ?? []).map((namespace) => {
    if (own !== unknown && namespace !== unknown) return nameOf(own) === nameOf(namespace);
    if (own !== namespace) return unknown;
    const sources = resource.sourcesOf("metadata").map(({ urn }) => urn);
    return writer.resource.sourcesOf("metadata").some(({ urn }) => sources.includes(urn)) || unknown;
  });
  return verdicts.includes(true) || (verdicts.includes(unknown) ? unknown : false);
}

function nameOf(namespace: Value | undefined): Value {
  return namespace ?? "default";
}
