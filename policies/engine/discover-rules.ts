import * as path from "node:path";
import { discoverById } from "../detect/discover-by-id";
import type { Rule } from "./rule";

/**
 * Loads every rule of a folder: one rule a file, and the file's name is the rule's id.
 *
 * @param folder Default: `policies/rules`.
 * @throws Error when a file exports no rule, or a rule under another name.
 */
export function discoverRules(folder: string = path.join(__dirname, "..", "rules")): Rule[] {
  return discoverById(folder, "rule", "policies/rules");
}
