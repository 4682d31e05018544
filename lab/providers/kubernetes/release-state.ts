import { parse } from "yaml";
import { type Decoded, isObject, type Path, type Properties, unknown, type Value } from "../core/values";
import type { Written } from "./handler";
import { apiVersionOf, idOf, type KubernetesObject, kindOf } from "./object";
import { objectAt, textAt } from "./values";

const inputsKey = "__inputs";

/** The inputs that a state keeps, which the vendor's provider marks as a secret whole. */
export const inputsOf = ({ values }: Decoded): Properties => objectAt(values, [inputsKey]);

/** A release as Helm shows it. */
export interface HelmRelease {
  /** `helm status --output=json`, or what an installation prints. */
  release: Properties;
  /** Name, version and appVersion of the chart. */
  chart: Properties;
}

/**
 * The state of a release: its inputs, what Helm says about it, and the names of what it consists of.
 *
 * Source: checkpointRelease and setReleaseAttributes in provider/pkg/provider/helm_release.go of
 * github.com/pulumi/pulumi-kubernetes.
 */
export function releaseState(inputs: Decoded, { release, chart }: HelmRelease): Written {
  const { values: given } = inputs;
  const status: Properties = {
    appVersion: textAt(chart, ["appVersion"]) ?? "",
    chart: textAt(chart, ["name"]) ?? "",
    name: textAt(release, ["name"]) ?? "",
    namespace: textAt(release, ["namespace"]) ?? "",
    revision: release["version"],
    status: textAt(release, ["info", "status"]) ?? "",
    version: textAt(chart, ["version"]) ?? "",
  };
  const state: Properties = {
    ...given,
    values: mergeMaps(objectAt(given, ["values"]), objectAt(release, ["config"])),
    version: status["version"],
    resourceNames: resourceNames(textAt(release, ["manifest"]) ?? ""),
    status,
    [inputsKey]: given,
  };
  return { id: idOfRelease(given), state, secrets: secretsOfRelease(inputs) };
}

/** What is known of a release before it is made or changed. */
export function previewState(inputs: Decoded): Written {
  const state: Properties = { ...inputs.values, resourceNames: unknown, status: unknown, [inputsKey]: inputs.values };
  return { id: "", state, secrets: secretsOfRelease(inputs) };
}

function secretsOfRelease({ secrets }: Decoded): Path[] {
  return [...secrets, [inputsKey]];
}

/** `namespace/name`. */
export function idOfRelease(inputs: Properties): string {
  return idOf({ metadata: { name: inputs["name"], namespace: inputs["namespace"] } });
}

/** Helm's own way: objects are merged, all else is replaced. */
function mergeMaps(base: Properties, over: Properties): Properties {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? mergeMaps(below, value) : value;
  }
  return merged;
}

/**
 * The names of what a manifest holds, as the vendor groups them: `{ "Deployment.apps/apps/v1": ["team/web"] }`.
 *
 * @param manifest YAML documents. Only their beginnings are read as YAML: definitions are megabytes.
 */
export function resourceNames(manifest: string): Record<string, string[]> {
  const groups = new Map<string, Set<string>>();
  for (const document of manifest.split(/^---.*$/m)) {
    const object = headOf(document);
    if (typeof object["apiVersion"] !== "string" || typeof object["kind"] !== "string") continue;
    const kind = kindOf(object);
    const name = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
    const key = `${name}/${apiVersionOf(kind)}`;
    groups.set(key, (groups.get(key) ?? new Set()).add(idOf(object)));
  }
  return Object.fromEntries([...groups].map(([key, names]): [string, string[]] => [key, [...names].sort()]));
}

/** apiVersion, kind and metadata of a document. */
function headOf(document: string): KubernetesObject {
  const sections = document.split(/^(?=\S)/m);
  const head = sections.filter((section) => /^(apiVersion|kind|metadata)\s*:/.test(section));
  // One in JSON has everything on the first level behind a brace.
  const read: unknown = parse(head.length > 0 ? head.join("") : document);
  return isObject(read as Value) ? (read as KubernetesObject) : {};
}
