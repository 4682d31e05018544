import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import { discoverRules } from "../policies/engine/discover-rules";
import type { Rule } from "../policies/engine/rule";

const root = path.join(__dirname, "..");

/** A page and its text, as it should stand in the repository. */
export interface Page {
  /** From the project's root, e.g. `docs/rules/secret-rotation.md`. */
  file: string;
  text: string;
}

/**
 * Every generated page: one for each rule with an index, and the pages whose examples are real output.
 *
 * A page shows real output between `<!-- output: COMMAND -->` and `<!-- /output -->`.
 */
export async function generatePages(): Promise<Page[]> {
  const rules = discoverRules();
  const pages = [
    { file: "docs/rules.md", text: ruleIndex(rules) },
    ...rules.map((rule) => ({ file: `docs/rules/${rule.id}.md`, text: rulePage(rule) })),
    { file: "README.md", text: withOutputs(fs.readFileSync(path.join(root, "README.md"), "utf8")) },
  ];
  return Promise.all(
    pages.map(async ({ file, text }) => {
      const options = (await prettier.resolveConfig(path.join(root, file))) ?? {};
      return { file, text: await prettier.format(text, { ...options, filepath: file }) };
    }),
  );
}

function ruleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, description, severity }) => `| [${id}](rules/${id}.md) | ${severity} | ${description} |`,
  );
  return ["# The guard's rules", "", "| rule | severity | what it holds |", "| --- | --- | --- |", ...rows, ""].join(
    "\n",
  );
}

/** Titles of the examples only: their values are made to look like credentials, and would set off every scanner. */
function rulePage({ id, description, severity, why, fix, references, examples }: Rule): string {
  const titles = (list: Rule["examples"]["bad"]) => list.map(({ title }) => `- ${title}`);
  return [
    `# ${id}`,
    description,
    `Severity: ${severity}.`,
    "## Why",
    why,
    "## Fix",
    fix,
    "## Blocked or advised against",
    ...titles(examples.bad),
    "",
    "## Passed",
    ...titles(examples.good),
    "",
    "## References",
    ...references.map((reference) => `- <${reference}>`),
    "",
    `Its source, with the examples: [policies/rules/${id}.ts](../../policies/rules/${id}.ts)`,
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
  const { stdout, stderr } = spawnSync(process.execPath, script, { cwd: root, encoding: "utf8", env: environment });
  return (stdout + stderr).trim().replace(/^Took [\d.]+ s\.$/m, "Took 3.0 s.");
}
