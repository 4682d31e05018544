import type { Call } from "../core/resource-type";
import { type Decoded, isKnown, isObject, type Properties, type Value } from "../core/values";
import { type Chart, findChart, labCharts } from "./charts";
import { changesBetween, isIgnored, prune } from "./difference";
import { type Checked, type Difference, InitializationError, type ResourceHandler, type Written } from "./handler";
import { type Helm, HelmError } from "./helm";
import {
  defaultSeconds,
  helmArguments,
  placeArguments,
  releaseInputs,
  releaseProblems,
  uninstallArguments,
} from "./helm-arguments";
import { type NameSource, uniqueName } from "./naming";
import { parseId } from "./object";
import { type HelmRelease, idOfRelease, inputsOf, previewState, releaseState } from "./release-state";
import { at, objectAt, textAt } from "./values";

/** What releases need to know. */
export interface ReleaseSettings {
  helm: Helm;
  /** For releases that name none. */
  namespace: string;
}

/** Releases are compared as plain data. */
const releaseKind = { group: "helm.sh", version: "v3", kind: "Release" };

/** `kubernetes:helm.sh/v3:Release`, by the real Helm and the charts of the lab. */
export function releaseHandler({ helm, namespace }: ReleaseSettings): ResourceHandler {
  return {
    check: (news, olds, _type, name) => Promise.resolve(checkRelease(news, olds, name, namespace)),
    diff: (olds, news, ignored) => Promise.resolve(diffRelease(olds, news, ignored)),
    create: async (inputs, call) => (call.preview ? previewState(inputs) : write("install", inputs, call)),
    update: async (_id, olds, news, _ignored, call) =>
      call.preview ? previewState(news) : write("upgrade", news, call, at(olds.values, ["status", "revision"])),

    async read(id, _type, _state, inputs) {
      const given = Object.keys(inputs.values).length > 0 ? inputs : { values: importedInputs(id), secrets: [] };
      const found = await find(given.values);
      if (found === undefined) return undefined;
      return { ...releaseState(given, found), id, inputs: given.values, inputSecrets: given.secrets };
    },

    async delete(_id, { values: state }, { signal }) {
      try {
        await helm.run({ arguments: uninstallArguments(state), signal });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };

  /** @param revision The one that was seen last. */
  async function write(
    action: "install" | "upgrade",
    inputs: Decoded,
    { signal }: Call,
    revision?: Value,
  ): Promise<Written> {
    const { path } = chartOf(inputs.values);
    const values = objectAt(inputs.values, ["values"]);
    try {
      const printed = await helm.run({ arguments: helmArguments(action, inputs.values, path), values, signal });
      const release = JSON.parse(printed) as Properties;
      return releaseState(inputs, { release, chart: objectAt(release, ["chart", "metadata"]) });
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      if (/cannot re-?use a name/.test(error.message)) throw new HelmError(nameTaken(inputs.values, error.message));
      const left = await find(inputs.values);
      // Helm refused before it changed anything, or has tidied up: then nothing is kept.
      if (left === undefined || left.release["version"] === revision) throw error;
      const status = textAt(left.release, ["info", "status"]) ?? "of no status";
      const message = `Helm release ${idOfRelease(inputs.values)} is ${status}: ${error.message}`;
      throw new InitializationError(message, releaseState(inputs, left));
    }
  }

  async function find(inputs: Properties): Promise<HelmRelease | undefined> {
    const name = textAt(inputs, ["name"]) ?? "";
    const place = [name, ...placeArguments(inputs), "--output=json"];
    try {
      const [release, chart] = await Promise.all([
        helm.run({ arguments: ["status", ...place] }),
        helm.run({ arguments: ["get", "metadata", ...place] }),
      ]);
      const metadata = JSON.parse(chart) as Properties;
      return { release: JSON.parse(release) as Properties, chart: { ...metadata, name: metadata["chart"] } };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

/** Completes the inputs: name, namespace, timeout, and the version that the chart has. */
function checkRelease(news: Decoded, olds: Decoded | undefined, source: NameSource, namespace: string): Checked {
  const given = Object.entries(news.values).filter(([name, value]) => releaseInputs.includes(name) && value !== null);
  const inputs: Properties = Object.fromEntries(given);
  if (isMissingText(inputs["name"])) {
    const old = olds && textAt(olds.values, ["name"]);
    inputs["name"] = old ?? uniqueName(source, "name");
  }
  if (isMissingText(inputs["namespace"])) inputs["namespace"] = namespace;
  if (inputs["skipAwait"] !== true) inputs["timeout"] ??= defaultSeconds;
  const problems = releaseProblems(news.values);
  if (problems.length === 0 && [inputs["chart"], inputs["version"], inputs["repositoryOpts"]].every(isKnown)) {
    try {
      inputs["version"] = chartOf(inputs).version;
    } catch (error) {
      problems.push({ property: "chart", reason: (error as Error).message });
    }
  }
  return { inputs, secrets: news.secrets, problems };
}

const isMissingText = (value: Value): boolean => value === undefined || value === "";

/** The new inputs against the release as it was seen last; what was taken out of the inputs counts, too. */
function diffRelease(olds: Decoded, news: Decoded, ignored: string[]): Difference {
  const before = prune(olds.values, mergeShapes(inputsOf(olds), news.values));
  const changes = changesBetween(releaseKind, before, news.values)
    .filter(({ path }) => !isIgnored(path, ignored))
    .map((change) => ({ ...change, replace: change.path[0] === "name" || change.path[0] === "namespace" }));
  return { changes, replaces: [], deleteFirst: false };
}

function mergeShapes(one: Properties, other: Properties): Properties {
  const merged = { ...one, ...other };
  for (const [key, value] of Object.entries(one)) {
    const beside = other[key];
    if (isObject(value) && isObject(beside)) merged[key] = mergeShapes(value, beside);
  }
  return merged;
}

function chartOf(inputs: Properties): Chart {
  const reference = {
    chart: textAt(inputs, ["chart"]) ?? "",
    version: textAt(inputs, ["version"]),
    repository: textAt(inputs, ["repositoryOpts", "repo"]),
  };
  return findChart(reference, labCharts(process.env));
}

function importedInputs(id: string): Properties {
  return { ...parseId(id), timeout: defaultSeconds };
}

function isMissing(error: unknown): boolean {
  return error instanceof HelmError && /release: not found/.test(error.message);
}

function nameTaken(inputs: Properties, message: string): string {
  const [name, namespace] = [textAt(inputs, ["name"]) ?? "", textAt(inputs, ["namespace"]) ?? ""];
  return (
    `${message}. A release of this name stands already, perhaps from an update that was killed. ` +
    `Remove it: helm uninstall ${name} --namespace ${namespace}; or keep it: pulumi import.`
  );
}
