import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { Rule } from "./rule";

const load = createRequire(__filename);

/**
 * Loads every rule of a folder: one rule a file, and the file's name is the rule's id.
 *
 * @param folder Default: `policies/rules`.
 * @throws Error when a file exports no rule, or a rule under another name.
 */
export function discoverRules(folder: string = path.join(__dirname, "..", "rules")): Rule[] {
  return fs
    .readdirSync(folder)
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts"))
    .sort()
    .map((file) => loadRule(path.join(folder, file)));
}

function loadRule(file: string): Rule {
  const { default: rule } = load(file) as { default?: Partial<Rule> };
  const wanted = path.parse(file).name;
  if (rule?.id !== wanted) {
    const given = rule?.id === undefined ? "exports no rule" : `exports the rule "${rule.id}"`;
    throw new Error(`policies/rules/${path.basename(file)} ${given}; wanted export default { id: "${wanted}", ... }`);
  }
  return rule as Rule;
}
