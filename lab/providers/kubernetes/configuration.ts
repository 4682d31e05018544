import { isDeepStrictEqual } from "node:util";
import type { Problem } from "../core/resource-type";
import { isKnown, isObject, type Properties, unknown, type Value } from "../core/values";
import { type ConnectionSettings, loadKubeConfig } from "./connection";
import type { Mutability } from "./immutable";

/** The provider's configuration. */
export interface Configuration {
  connection: ConnectionSettings;
  /** For objects that name none; nothing: the context's own, else `"default"`. */
  namespace: string | undefined;
  mutability: Mutability;
  /** Take fields over from other owners. */
  force: boolean;
}

const carriedOut = [
  "cluster",
  "clusterIdentifier",
  "context",
  "enableConfigMapMutable",
  "enablePatchForce",
  "enableSecretMutable",
  "enableServerSideApply",
  "helmReleaseSettings",
  "kubeClientSettings",
  "kubeconfig",
  "namespace",
  "suppressDeprecationWarnings",
  "suppressHelmHookWarnings",
];
/** They may say what the lab does anyway. */
const onlyOff = [
  "alwaysRender",
  "deleteUnreachable",
  "renderYamlToDirectory",
  "skipUpdateUnreachable",
  "strictMode",
  "upsertExistingObjects",
];

/**
 * What is wrong with the provider's configuration: what the lab does not carry out is refused by name.
 *
 * @param configuration As the engine passes it: everything but texts is JSON.
 */
export function configurationProblems(configuration: Properties): Problem[] {
  return Object.entries(configuration)
    .flatMap(([property, written]): Problem[] => {
      const value = parsed(written);
      if (!isKnown(value) || isOff(value) || property === "version") return [];
      if (onlyOff.includes(property)) {
        return [{ property, reason: `the lab does not carry out ${property}: leave it out in the lab` }];
      }
      if (!carriedOut.includes(property)) {
        return [{ property, reason: `the provider kubernetes has no ${property}; it has ${carriedOut.join(", ")}` }];
      }
      return property === "helmReleaseSettings" ? helmProblems(value) : [];
    })
    .concat(applyProblems(configuration));
}

function applyProblems(configuration: Properties): Problem[] {
  if (parsed(configuration["enableServerSideApply"]) !== false) return [];
  const reason = "the lab applies on the server's side only: leave enableServerSideApply out, or set it to true";
  return [{ property: "enableServerSideApply", reason }];
}

function helmProblems(settings: Value): Problem[] {
  const known = isObject(settings) ? Object.entries(settings) : [];
  // Helm's own default is the driver "secret"; the suppression warns about nothing here.
  const refused = known.filter(([name, value]) => {
    if (name === "driver") return value !== "secret" && value !== null;
    return name !== "suppressBetaWarning" && !isOff(value);
  });
  return refused.map(([name]) => ({
    property: "helmReleaseSettings",
    reason: `the lab does not carry out helmReleaseSettings.${name}: leave it out in the lab`,
  }));
}

/** @param configuration Without unknown values. */
export function readConfiguration(configuration: Properties): Configuration {
  const text = (property: string) => {
    const value = configuration[property];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const flag = (property: string) => parsed(configuration[property]) === true;
  const given = { kubeconfig: text("kubeconfig"), context: text("context"), cluster: text("cluster") };
  return {
    connection: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    namespace: text("namespace"),
    mutability: { configMaps: flag("enableConfigMapMutable"), secrets: flag("enableSecretMutable") },
    force: flag("enablePatchForce"),
  };
}

/** What another configuration would change. */
export interface ConfigurationDifference {
  changed: string[];
  /** Those that mean another cluster: everything in it is made anew. */
  replaces: string[];
}

/**
 * Compares two configurations. Another cluster means that everything is made anew there; the same cluster under another name
 * does not.
 *
 * Source: DiffConfig in provider/pkg/provider/provider.go of github.com/pulumi/pulumi-kubernetes.
 */
export function diffConfiguration(olds: Properties, news: Properties): ConfigurationDifference {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const changed = names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
  const places = ["kubeconfig", "context", "cluster"].filter((name) => changed.includes(name));
  const [before, after] = [olds["clusterIdentifier"], news["clusterIdentifier"]];
  if (before !== undefined && after !== undefined) {
    return { changed, replaces: before === after ? [] : ["clusterIdentifier"] };
  }
  const notKnown = places.filter((name) => news[name] === unknown);
  if (notKnown.length > 0) return { changed, replaces: notKnown };
  return { changed, replaces: isDeepStrictEqual(clusterOf(olds), clusterOf(news)) ? [] : places };
}

/** The active cluster's settings; nothing where the kubeconfig cannot be read. */
function clusterOf(configuration: Properties): unknown {
  try {
    const { server, caData, caFile } = loadKubeConfig(readConfiguration(configuration).connection).getCurrentCluster()!;
    return { server, caData, caFile };
  } catch {
    return undefined;
  }
}

function isOff(value: Value): boolean {
  return value === undefined || value === null || value === false || value === "" || value === "false";
}

/** The SDK writes everything but texts as JSON. */
function parsed(value: Value): Value {
  if (typeof value !== "string" || !/^(true|false|null|[{[].*)$/s.test(value)) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}
