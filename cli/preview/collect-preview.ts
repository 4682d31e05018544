import { createRequire } from "node:module";
import { tagKeys } from "../../components/model/tags";
import type { LocatedProblem, NotOpened, PreviewReport } from "../../report/preview-report";
import type * as failures from "../locate/locate-failure";
import type * as locating from "../locate/locate-findings";
import { UserError } from "../user-error";
import type { ResourceDigests } from "./changes";
import type * as comparing from "./changes";
import { judgeProgram, type JudgeOptions } from "./judge-program";
import type * as outputs from "./outputs";
import { readProject } from "./project";
import type { RecordedResource } from "./resources";
import { buildTree } from "./tree";

/** What is previewed, and what is wanted to be known of it. */
export interface CollectOptions extends Pick<
  JudgeOptions,
  "policyPack" | "policyPackConfig" | "stackReference" | "verbose"
> {
  /** Folder of the program, absolute. */
  program: string;
  /** Whether findings and problems are looked for in the sources. */
  locate: boolean;
  /** Digests of every resource's inputs are made with this key. Default: none are made. */
  digestKey?: string;
}

/** What a preview found out, or why it failed. Plain data without any value, so that it can be sent to another process. */
export type CollectedPreview =
  | { report: PreviewReport; digests?: ResourceDigests }
  | { report?: undefined; failure: string; problems: LocatedProblem[] };

const load = createRequire(__filename);

/**
 * Previews an environment in this process. It can be done once: the SDK holds one program.
 *
 * @param environment For example `"dev"`.
 * @param root What places are relative to.
 */
export async function collectPreview(
  environment: string,
  options: CollectOptions,
  root: string,
): Promise<CollectedPreview> {
  try {
    return await collect(environment, options, root);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message } = error;
    const isPlain = !options.locate || options.verbose === true;
    return { failure: message, problems: isPlain ? [{ message }] : problemsOf(error, environment, options, root) };
  }
}

async function collect(environment: string, options: CollectOptions, root: string): Promise<CollectedPreview> {
  const clock = new Clock();
  const { project, config, monitor, verdict, mask } = await judgeProgram(environment, {
    ...options,
    onStep: (name) => clock.step(name),
  });
  const { resources } = monitor;
  const { describeOutputs } = load("./outputs") as typeof outputs;
  const report: PreviewReport = {
    program: project.name,
    environment,
    facts: describeConfig(config.values),
    roots: buildTree(resources),
    outputs: describeOutputs(monitor.stackOutputs),
    awaitingSeed: resources.filter(awaitsSeed).map(({ inputs, name }) => asName(inputs["name"]) ?? name),
    notOpened: [...describeEncrypted(config.encryptedKeys), ...monitor.notOpened],
    findings: options.locate
      ? located().locateFindings(verdict.findings, resources, { project, environment, root })
      : verdict.findings,
    ruleCount: verdict.ruleCount,
    rules: verdict.rules.map(({ level: _, ...rule }) => rule),
    timings: clock.steps,
    milliseconds: clock.total,
  };
  const masked = mapTexts(report, mask);
  if (options.digestKey === undefined) return { report: masked };
  const { digestResources } = load("./changes") as typeof comparing;
  return { report: masked, digests: digestResources(resources, options.digestKey) };
}

/** The compiler and the reader of YAML are loaded when places are wanted. */
function located(): typeof locating {
  return load("../locate/locate-findings") as typeof locating;
}

function problemsOf(
  error: UserError,
  environment: string,
  { program }: CollectOptions,
  root: string,
): LocatedProblem[] {
  try {
    const { locateFailure } = load("../locate/locate-failure") as typeof failures;
    return locateFailure(error, { project: readProject(program), environment, root });
  } catch {
    // There is no such program or environment: that is what the error says.
    return [{ message: error.message }];
  }
}

/** The last line of defence against a value that a name, a policy or an error repeats. */
function mapTexts<T>(value: T, map: (text: string) => string): T {
  if (typeof value === "string") return map(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, map)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mapTexts(child as unknown, map)])) as T;
}

/** Measures one step after another. */
class Clock {
  readonly steps: [string, number][] = [];
  private last = 0;

  /** Notes the time since the last step. The first one counts from the start of the process. */
  step(name: string): void {
    const now = this.total;
    this.steps.push([name, now - this.last]);
    this.last = now;
  }

  /** Milliseconds since the process started. */
  get total(): number {
    return performance.now();
  }
}

/** Account and region, where the AWS provider's own configuration names them. */
function describeConfig(values: Record<string, string>): string[] {
  const account = values["aws:allowedAccountIds"]?.match(/\d{12}/)?.[0];
  const region = values["aws:region"];
  return [...(account ? [`account ${account}`] : []), ...(region ? [region] : [])];
}

function describeEncrypted(keys: string[]): NotOpened[] {
  return keys.map((subject) => ({ subject, reason: "encrypted in the stack file" }));
}

/** What is adopted may hold its value already. */
function awaitsSeed({ type, inputs, imported }: RecordedResource): boolean {
  if (type !== "aws:secretsmanager/secret:Secret" || imported) return false;
  const tags = inputs["tags"];
  return typeof tags === "object" && !Array.isArray(tags) && tags?.[tagKeys.awaitingSeed] === "true";
}

function asName(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
