import type { Problem } from "../core/resource-type";
import { isObject, type Properties, type Value } from "../core/values";
import { textAt } from "./values";

/** Seconds that Helm waits where nobody says otherwise. Source: defaultTimeoutSeconds of the vendor's provider. */
export const defaultSeconds = 300;

/** Inputs of a release that become a flag, if they are true: at the first installation, at an upgrade, or at both. */
const flags: Record<string, { install?: string; upgrade?: string }> = {
  atomic: { install: "--atomic", upgrade: "--atomic" },
  cleanupOnFail: { upgrade: "--cleanup-on-fail" },
  createNamespace: { install: "--create-namespace" },
  disableCRDHooks: { upgrade: "--no-hooks" },
  disableOpenapiValidation: { install: "--disable-openapi-validation" },
  disableWebhooks: { install: "--no-hooks" },
  forceUpdate: { upgrade: "--force" },
  renderSubchartNotes: { install: "--render-subchart-notes", upgrade: "--render-subchart-notes" },
  resetValues: { upgrade: "--reset-values" },
  reuseValues: { upgrade: "--reuse-values" },
  skipCrds: { install: "--skip-crds" },
  takeOwnership: { install: "--take-ownership", upgrade: "--take-ownership" },
};

/** Inputs that are carried out in another way. */
const others = [
  "chart",
  "description",
  "maxHistory",
  "name",
  "namespace",
  "repositoryOpts",
  "skipAwait",
  "timeout",
  "values",
  "version",
  "waitForJobs",
];

/** What the SDK adds, and what the vendor has given up. */
const meaningless = ["allowNullValues", "compat", "manifest", "resourceNames"];

/** Every input of a release that the lab carries out. */
export const releaseInputs = [...Object.keys(flags), ...others].sort();

/**
 * What is wrong with a release's inputs. Others that the vendor has are refused by name, unless they are off.
 *
 * @param inputs As the program gives them; values may be unknown.
 */
export function releaseProblems(inputs: Properties): Problem[] {
  const refused = Object.entries(inputs).filter(
    ([name, value]) => !releaseInputs.includes(name) && !meaningless.includes(name) && !isOff(value),
  );
  const problems = refused.map(([property]): Problem => {
    const advice = property === "valueYamlFiles" ? ": put the files' content into values" : "";
    return {
      property,
      reason: `the lab does not carry out ${property} of a release${advice}; it carries out ${releaseInputs.join(", ")}`,
    };
  });
  const { repositoryOpts, chart } = inputs;
  const options = isObject(repositoryOpts) ? Object.entries(repositoryOpts) : [];
  for (const [name] of options.filter(([name, value]) => name !== "repo" && !isOff(value))) {
    problems.push({
      property: "repositoryOpts",
      reason: `the lab does not carry out repositoryOpts.${name}: it takes charts from its parts`,
    });
  }
  if (isOff(chart)) problems.push({ property: "chart", reason: "a release needs chart" });
  return problems;
}

function isOff(value: Value): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/**
 * The arguments for Helm. The values are no argument: Helm reads them from standard input.
 *
 * @param action `install` for a new release, `upgrade` for one that exists, if only as a failed one.
 * @param inputs All known.
 * @param folder The chart's.
 */
export function helmArguments(action: "install" | "upgrade", inputs: Properties, folder: string): string[] {
  const on = (name: string) => inputs[name] === true;
  const set = Object.entries(flags).flatMap(([name, flag]) => (on(name) ? (flag[action] ?? []) : []));
  const waits = on("skipAwait") ? [] : ["--wait", ...(on("waitForJobs") ? ["--wait-for-jobs"] : [])];
  const { maxHistory } = inputs;
  // Helm keeps ten where nothing is said; the vendor's provider keeps all.
  const history = action === "upgrade" ? [`--history-max=${typeof maxHistory === "number" ? maxHistory : 0}`] : [];
  const description = textAt(inputs, ["description"]);
  return [
    action,
    textAt(inputs, ["name"]) ?? "",
    folder,
    ...placeArguments(inputs),
    ...set,
    ...waits,
    `--timeout=${secondsOf(inputs)}s`,
    ...history,
    ...(description === undefined ? [] : [`--description=${description}`]),
    "--values=-",
    "--output=json",
  ];
}

/** The arguments that remove a release. Nothing that the chart keeps on purpose goes. */
export function uninstallArguments(inputs: Properties): string[] {
  const waits = inputs["atomic"] === true || inputs["skipAwait"] !== true;
  const waiting = waits ? ["--wait", `--timeout=${secondsOf(inputs)}s`] : [];
  return ["uninstall", textAt(inputs, ["name"]) ?? "", ...placeArguments(inputs), ...waiting];
}

/** Where the release stands. */
export function placeArguments(inputs: Properties): string[] {
  return [`--namespace=${textAt(inputs, ["namespace"]) ?? "default"}`];
}

function secondsOf({ timeout }: Properties): number {
  return typeof timeout === "number" && timeout > 0 ? timeout : defaultSeconds;
}
