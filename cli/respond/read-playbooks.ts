import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import { UserError } from "../user-error";
import type { Playbook } from "./playbook";
import { type SharedSteps, describeProblems, playbookSchema, sharedStepsSchema } from "./playbook-schema";

const own = path.join(__dirname, "..", "..", "playbooks");

/**
 * Reads every playbook: those beside the program, if it has a folder `playbooks`, before those that ship. One with the same
 * name replaces the shipped one. All of them take steps of `playbooks/common/steps.yaml` by name.
 *
 * @param program Folder of the program.
 * @throws UserError that names the file, the field, and what was wanted.
 */
export function readPlaybooks(program: string): Playbook[] {
  const shared: SharedSteps = read(path.join(own, "common", "steps.yaml"), sharedStepsSchema);
  const schema = playbookSchema(shared);
  const found = new Map<string, Playbook>();
  for (const folder of new Set([path.resolve(program, "playbooks"), own])) {
    if (!fs.existsSync(folder)) continue;
    for (const file of fs.readdirSync(folder).sort()) {
      const id = path.basename(file, ".yaml");
      if (file.endsWith(".yaml") && !found.has(id)) found.set(id, { id, ...read(path.join(folder, file), schema) });
    }
  }
  return [...found.values()];
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const refuse = (problem: string): never => {
    throw new UserError(`${file} is no playbook: ${problem}. Nothing was changed.\nFix: see docs/respond.md.`);
  };
  let raw: unknown;
  try {
    raw = parse(fs.readFileSync(file, "utf8"));
  } catch {
    return refuse("it is no YAML");
  }
  const result = schema.safeParse(raw);
  return result.success ? result.data : refuse(describeProblems(result.error));
}
