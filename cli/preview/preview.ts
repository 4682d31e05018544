import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { dayOf } from "../../components/model/days";
import { chooseColors } from "../../report/colors";
import { renderPreviewsGithub } from "../../report/preview-github";
import { renderPreviewJson, renderPreviewsJson } from "../../report/preview-json";
import { renderPreviewsMarkdown } from "../../report/preview-markdown";
import { renderPreviewsSarif } from "../../report/preview-sarif";
import { type EnvironmentPreview, exitStatusOf, findingKey } from "../../report/preview-set";
import { renderPreview } from "../../report/preview-text";
import { withProgress } from "../progress";
import { UserError } from "../user-error";
import { ownVersion } from "../version";
import { compareResources } from "./changes";
import { type CollectedPreview, type CollectOptions, collectPreview } from "./collect-preview";
import type * as rotations from "./due-rotations";
import { everyEnvironment, listEnvironments, programFolder, readProject } from "./project";
import { runInWorkers } from "./workers";

/** What may be typed behind `strongroom preview`. */
export interface PreviewOptions {
  /** Every environment that has a stack file. */
  all?: boolean;
  /** Folder of the program. Default: see `programFolder`. */
  program?: string;
  /** Folder of the program as it was: the report then says what changes against it. */
  base?: string;
  /** Folder of the policy pack. Default: the guard. */
  policyPack?: string;
  policyPackConfig?: string;
  /** Outputs of other stacks, each `STACK=FILE`. */
  stackReference: string[];
  format: "text" | "json" | "github" | "sarif";
  /** A file that Markdown is added to. */
  summary?: string;
  /** A file that SARIF is written to. */
  sarif?: string;
  verbose: boolean;
  /** False for `--no-color`. */
  color: boolean;
}

const load = createRequire(__filename);

/**
 * Previews one environment or several, and prints the report.
 *
 * @param given For example `"dev"`, which is the default.
 * @returns The exit status: 0 clean, 1 a mandatory rule is violated, 2 an error.
 * @throws UserError for a mistake in what was typed or configured.
 */
export async function runPreview(given: string | undefined, options: PreviewOptions): Promise<number> {
  const program = resolve(programFolder(options.program));
  const environments = chooseEnvironments(given, options, program);
  const { format } = options;
  const isAlone = options.all !== true && options.base === undefined;
  const collected = await withProgress(`Previewing ${environments.join(", ")}`, () =>
    isAlone
      ? Promise.all([previewHere(environments[0]!, options, program)])
      : previewAll(environments, options, program),
  );
  const previews = collected.map((preview) =>
    options.summary === undefined ? preview : withRotations(preview, program),
  );
  const [first] = previews;
  // Whoever wants plain text or JSON of one environment is told of a failure as of any other error.
  const isTold = ["github", "sarif"].includes(format) || options.summary !== undefined || options.sarif !== undefined;
  if (isAlone && !isTold && first?.report === undefined) throw new UserError(first!.failure!);
  write(previews, options);
  process.stdout.write(render(previews, options));
  if (format === "text") for (const preview of previews) process.stderr.write(failureText(preview));
  return exitStatusOf(previews);
}

function chooseEnvironments(given: string | undefined, { all }: PreviewOptions, program: string): string[] {
  if (all !== true) return [given ?? "dev"];
  if (given !== undefined) {
    throw new UserError(`--all previews every environment, and ${given} is one.\nFix: name one, or type --all alone.`);
  }
  return everyEnvironment(readProject(program));
}

async function previewHere(environment: string, options: PreviewOptions, program: string): Promise<EnvironmentPreview> {
  const locate = options.format !== "text" || hasFile(options);
  const root = process.cwd();
  const collected = await collectPreview(environment, { ...given(options), program, locate }, root);
  return { environment, problems: [], ...collected };
}

async function previewAll(
  environments: readonly string[],
  options: PreviewOptions,
  program: string,
): Promise<EnvironmentPreview[]> {
  const digestKey = randomBytes(32).toString("hex");
  const base = options.base === undefined ? undefined : resolve(options.base);
  const before = base === undefined ? [] : listEnvironments(readProject(base));
  const tasks = environments.map((environment) => {
    const wanted: CollectOptions = { ...given(options), program, locate: true, digestKey };
    return { environment, options: wanted };
  });
  const comparable = environments.filter((environment) => before.includes(environment));
  const baseTasks = comparable.map((environment) => {
    const policyPack = options.policyPack ?? packOf(base!);
    const wanted: CollectOptions = { ...given(options), policyPack, program: base!, locate: false, digestKey };
    return { environment, options: wanted };
  });
  const results = await runInWorkers<CollectedPreview>("preview", [...tasks, ...baseTasks]);
  return environments.map((environment, at) => {
    const preview = { environment, problems: [], ...withoutDigests(results[at]!) };
    if (base === undefined) return preview;
    const index = comparable.indexOf(environment);
    return index < 0
      ? { ...preview, notCompared: "new environment" }
      : compared(preview, results[at]!, results[tasks.length + index]!);
  });
}

function compared(preview: EnvironmentPreview, after: CollectedPreview, before: CollectedPreview): EnvironmentPreview {
  if (after.report === undefined) return preview;
  if (before.report === undefined) return { ...preview, notCompared: "not known: the base has no preview" };
  const changes = compareResources(before.digests!, after.digests!);
  return { ...preview, changes, known: before.report.findings.map(findingKey) };
}

/** The pack of the base, where it has one: a rule that is new makes new findings, too. */
function packOf(folder: string): string | undefined {
  const pack = join(folder, "policies");
  return existsSync(join(pack, "PulumiPolicy.yaml")) ? pack : undefined;
}

function given(options: PreviewOptions): Omit<CollectOptions, "program" | "locate"> {
  const { policyPack, policyPackConfig, stackReference, verbose } = options;
  return {
    stackReference,
    ...(policyPack !== undefined && { policyPack }),
    ...(policyPackConfig !== undefined && { policyPackConfig }),
    verbose,
  };
}

function withoutDigests(collected: CollectedPreview): CollectedPreview {
  return collected.report === undefined ? collected : { report: collected.report };
}

function withRotations(preview: EnvironmentPreview, program: string): EnvironmentPreview {
  if (preview.report === undefined) return preview;
  const { dueRotations } = load("./due-rotations") as typeof rotations;
  const due = dueRotations(preview.environment, program, dayOf());
  return due === undefined ? preview : { ...preview, rotations: due };
}

function hasFile({ summary, sarif }: PreviewOptions): boolean {
  return summary !== undefined || sarif !== undefined;
}

function write(previews: readonly EnvironmentPreview[], { summary, sarif }: PreviewOptions): void {
  // GitHub Actions gives a file that others may have written to.
  if (summary !== undefined) save(summary, () => appendFileSync(summary, renderPreviewsMarkdown(previews)));
  if (sarif !== undefined) save(sarif, () => writeFileSync(sarif, renderPreviewsSarif(previews, ownVersion())));
}

function save(file: string, writing: () => void): void {
  try {
    writing();
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new UserError(`${file} cannot be written (${code}).\nFix: name a file in a folder that exists.`);
  }
}

function render(previews: readonly EnvironmentPreview[], options: PreviewOptions): string {
  switch (options.format) {
    case "github":
      return renderPreviewsGithub(previews);
    case "sarif":
      return renderPreviewsSarif(previews, ownVersion());
    case "json":
      return options.all === true || previews[0]!.report === undefined
        ? renderPreviewsJson(previews)
        : renderPreviewJson(previews[0]!.report, previews[0]!.changes);
    case "text": {
      const style = { colors: chooseColors(options.color, process.stdout, process.env), verbose: options.verbose };
      const texts = previews.flatMap(({ report, changes }) => (report ? [renderPreview(report, style, changes)] : []));
      return texts.join("\n\n");
    }
  }
}

function failureText({ environment, failure }: EnvironmentPreview): string {
  return failure === undefined ? "" : `${environment}: ${failure}\n`;
}
