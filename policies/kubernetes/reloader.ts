import { isMap, unknown, type Value, type ValueMap } from "../engine/value";
import type { Workload } from "./workloads";

const prefix = "reloader.stakater.com";
/** Its value lists the Secrets by name. */
export const reloadAnnotation = `secret.${prefix}/reload`;
const searchAnnotation = `${prefix}/search`;
const autoAnnotations = [`${prefix}/auto`, `secret.${prefix}/auto`];
const excludeAnnotation = `secrets.exclude.${prefix}/reload`;
/** On the Secret: found by a workload that searches. */
const matchAnnotation = `${prefix}/match`;
/** On the Secret: left alone whatever a workload says. */
const ignoreAnnotation = `${prefix}/ignore`;

/** The kinds that Reloader restarts for good. It also runs Jobs and CronJobs again, which read afresh by themselves. */
const restartable = new Set(["Deployment", "StatefulSet", "DaemonSet", "Rollout"]);

/** Whether Reloader can restart this kind. */
export function isRestartable({ kind }: Workload): boolean {
  return restartable.has(kind);
}

/**
 * Whether Reloader restarts a workload when a Secret changes that it refers to; `unknown` where annotations are not known.
 *
 * Source: `ShouldReload` in https://github.com/stakater/Reloader/blob/master/pkg/common/common.go. The pod template's
 * annotations count only where the workload itself has none of the four; names in a list are regular expressions.
 *
 * @param name Name of the Secret.
 * @param secret Annotations of the Secret.
 */
export function restartsFor(workload: Workload, name: string, secret: Value | undefined): boolean | typeof unknown {
  const own = workload.metadata.annotations;
  const onSecret = isMap(secret) ? secret : {};
  if (onSecret[ignoreAnnotation] === "true" || lists(own, excludeAnnotation).includes(name)) return false;
  const { annotations } = decisive(workload);
  if (annotations === unknown) return unknown;
  const given = isMap(annotations) ? annotations : {};
  if (lists(given, reloadAnnotation).some((entry) => fits(entry, name))) return true;
  if (autoAnnotations.some((key) => isTrue(given[key]))) return true;
  if (given[searchAnnotation] === "true") {
    if (onSecret[matchAnnotation] === "true") return true;
    if (secret === unknown || onSecret[matchAnnotation] === unknown) return unknown;
  }
  return controls.some((key) => given[key] === unknown) ? unknown : false;
}

const controls = [reloadAnnotation, searchAnnotation, ...autoAnnotations];

/** The Secrets that a workload lists already. */
export function listedSecrets(workload: Workload): string[] {
  return lists(decisive(workload).annotations, reloadAnnotation);
}

/** The metadata whose annotations Reloader reads. */
function decisive({ metadata, podMetadata }: Workload): ValueMap {
  const own = metadata.annotations;
  if (own === unknown || (isMap(own) && controls.some((key) => own[key] !== undefined))) return metadata;
  return podMetadata;
}

function lists(annotations: Value | undefined, key: string): string[] {
  const value = isMap(annotations) ? annotations[key] : undefined;
  if (typeof value !== "string") return [];
  return value
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/** Without groups and with few quantifiers, so that no expression takes long. Others are taken as names. */
const simpleExpression = /^[^()*+?{}]{0,253}([*+?][^()*+?{}]{0,253}){0,3}$/;

function fits(entry: string, name: string): boolean {
  if (entry === name) return true;
  if (!simpleExpression.test(entry)) return false;
  try {
    return new RegExp(`^(?:${entry})$`).test(name);
  } catch {
    return false;
  }
}

/** What Go's strconv.ParseBool takes as true. */
function isTrue(value: Value | undefined): boolean {
  return typeof value === "string" && ["1", "t", "T", "TRUE", "true", "True"].includes(value);
}
