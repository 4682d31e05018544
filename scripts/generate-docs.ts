import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import type { Detector } from "../policies/detect/detector";
import { discoverDetectors } from "../policies/detect/discover-detectors";
import { discoverRules } from "../policies/engine/discover-rules";
import type { Rule } from "../policies/engine/rule";
import { table } from "../report/markdown";
import { commandPage } from "./command-page";
import { documentPages } from "./document-pages";
import { referencePages } from "./reference-pages";
import { runbookPages } from "./runbook-pages";

const root = path.join(__dirname, "..");

/** A page and its text, as it should stand in the repository. */
export interface Page {
  /** From the project's root, e.g. `docs/rules/secret-rotation.md`. */
  file: string;
  text: string;
}

/**
 * Every generated page: one for each rule, detector, runbook and public declaration with an index of each, the schemas of JSON documents, and
 * the pages whose examples are real output.
 *
 * A page shows real output between `<!-- output: COMMAND -->` and `<!-- /output -->`.
 */
export async function generatePages(): Promise<Page[]> {
  // It takes longest, in a process of its own, so it begins first.
  const reference = referencePages();
  const rules = discoverRules();
  const detectors = discoverDetectors();
  const pages = [
    { file: "docs/detectors.md", text: detectorIndex(detectors) },
    ...detectors.map((detector) => ({ file: `docs/detectors/${detector.id}.md`, text: detectorPage(detector) })),
    { file: "docs/rules.md", text: ruleIndex(rules) },
    ...rules.map((rule) => ({ file: `docs/rules/${rule.id}.md`, text: rulePage(rule) })),
    ...runbookPages(),
    commandPage(),
    ...documentPages(),
    { file: "README.md", text: withOutputs(fs.readFileSync(path.join(root, "README.md"), "utf8")) },
    ...(await reference),
  ];
  return Promise.all(
    pages.map(async ({ file, text }) => {
      const options = (await prettier.resolveConfig(path.join(root, file))) ?? {};
      return { file, text: await prettier.format(text, { ...options, filepath: file }) };
    }),
  );
}

function ruleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, description, severity }) => [`[${id}](rules/${id}.md)`, severity, description]);
  return ["# The guard's rules", table(["rule", "severity", "what it holds"], rows)].join("\n\n");
}

/** Titles of the examples only: their values are made to look like credentials, and would set off every scanner. */
function rulePage({ id, description, severity, why, fix, references, examples }: Rule): string {
  const titles = (list: Rule["examples"]["bad"]) => list.map(({ title }) => `- ${title}`).join("\n");
  return [
    `# ${id}`,
    description,
    `Severity: ${severity}.`,
    "## Why",
    why,
    "## Fix",
    fix,
    "## Blocked or advised against",
    titles(examples.bad),
    "## Passed",
    titles(examples.good),
    "## References",
    references.map((reference) => `- <${reference}>`).join("\n"),
    `Its source, with the examples: [policies/rules/${id}.ts](../../policies/rules/${id}.ts)`,
  ].join("\n\n");
}

function detectorIndex(detectors: readonly Detector[]): string {
  const formats = detectors.reduce((sum, detector) => sum + (detector.formats?.length ?? 0), 0);
  const rows = detectors.map(({ id, title, formats: own }) => [
    `[${id}](detectors/${id}.md)`,
    title,
    String(own?.length ?? "by key and value"),
  ]);
  return [
    "# Detectors",
    `${detectors.length} detectors, ${formats} formats. A finding names its detector: \`(stripe, 32 characters, masked)\`.`,
    table(["detector", "finds", "formats"], rows),
  ].join("\n\n");
}

/** What is found, and what a reader may trust about it. Samples stay in the source, where they are made at run time. */
function detectorPage({ id, title, why, references, formats = [] }: Detector): string {
  const kinds = new Map<string, boolean>();
  for (const { what, checksum } of formats) kinds.set(what, kinds.get(what) === true || checksum !== undefined);
  const list = [...kinds].map(([what, checked]) => `- ${what}${checked ? ", with a checksum that is verified" : ""}`);
  return [
    `# ${id}`,
    `${title}.`,
    "## Why",
    why,
    ...(list.length > 0 ? ["## Finds", list.join("\n")] : []),
    "## References",
    references.map((reference) => `- <${reference}>`).join("\n"),
    `Its source, with the leaks and innocents that the tests try: [policies/detect/detectors/${id}.ts](../../policies/detect/detectors/${id}.ts)`,
  ].join("\n\n");
}

function withOutputs(text: string): string {
  const block = /(<!-- output: (.+?) -->\n)[\s\S]*?(<!-- \/output -->)/g;
  return text.replace(block, (_, start: string, command: string, end: string) => {
    const output = outputOf(command);
    return `${start}\n\`\`\`console\n$ ${command}\n${output}\n\`\`\`\n\n${end}`;
  });
}

/** Runs a documented command through the executable that `npm start` calls, and takes out what differs from run to run. */
function outputOf(command: string): string {
  const args = command
    .replace(/^npm start( --)?/, "")
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  const environment = { ...process.env, NO_COLOR: "1" };
  const script = [path.join(root, "bin", "strongroom.js"), "preview", ...args];
  const options = { cwd: root, encoding: "utf8" as const, env: environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, script, options);
  // 1 is a verdict, and worth showing. Anything beyond is a failure, which must not become documentation.
  if (status !== 0 && status !== 1) throw new Error(`${command} failed with status ${status}:\n${stderr}`);
  return (stdout + stderr).trim().replace(/^Took [\d.]+ s\.$/m, "Took 3.0 s.");
}
