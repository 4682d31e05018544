import { createRequire } from "node:module";
import { tagKeys } from "../../components/model/tags";
import { isBlocked, type NotOpened, type PreviewReport } from "../../report/preview-report";
import { renderPreviewJson } from "../../report/preview-json";
import { renderPreview } from "../../report/preview-text";
import { chooseColors } from "../../report/colors";
import { judgeProgram } from "./judge-program";
import type * as outputs from "./outputs";
import type { RecordedResource } from "./resources";
import { buildTree } from "./tree";

/** What may be typed behind `strongroom preview`. */
export interface PreviewOptions {
  /** Folder of the program; by default this project. */
  program?: string;
  /** Folder of the policy pack; by default this project's. */
  policyPack?: string;
  policyPackConfig?: string;
  format: "text" | "json";
  /** Short for `--format json`. */
  json?: boolean;
  verbose: boolean;
  /** False for `--no-color`. */
  color: boolean;
}

const load = createRequire(__filename);

/**
 * Previews an environment and prints the report.
 *
 * @param environment For example `"dev"`.
 * @returns The exit status: 0 clean, 1 a mandatory rule is violated, 2 an error.
 * @throws UserError for a mistake in what was typed or configured.
 */
export async function runPreview(environment: string, options: PreviewOptions): Promise<number> {
  const clock = new Clock();
  const { project, config, monitor, verdict, mask } = await judgeProgram(environment, {
    ...options,
    onStep: (name) => clock.step(name),
  });
  const { describeOutputs } = load("./outputs") as typeof outputs;
  const report: PreviewReport = {
    program: project.name,
    environment,
    facts: describeConfig(config.values),
    roots: buildTree(monitor.resources),
    outputs: describeOutputs(monitor.stackOutputs),
    awaitingSeed: monitor.resources.filter(awaitsSeed).map(({ inputs, name }) => asName(inputs["name"]) ?? name),
    notOpened: [...describeEncrypted(config.encryptedKeys), ...monitor.notOpened],
    findings: verdict.findings,
    ruleCount: verdict.ruleCount,
    timings: clock.steps,
    milliseconds: clock.total,
  };
  const colors = chooseColors(options.color, process.stdout, process.env);
  const asJson = options.json || options.format === "json";
  const text = asJson ? renderPreviewJson(report) : renderPreview(report, { colors, verbose: options.verbose });
  process.stdout.write(mask(text));
  return isBlocked(report) ? 1 : 0;
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
