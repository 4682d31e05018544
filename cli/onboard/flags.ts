import { UserError } from "../user-error";
import type { OnboardOptions } from "./options";
import {
  type Consumer,
  type DatabaseAddress,
  type RotationChoice,
  type Typed,
  readAddress,
  readInstance,
  readRotation,
  readSecret,
  readSetting,
  readWorkload,
} from "./typed";

/** The options that have parts, read. */
export interface Flags {
  workloads: Consumer[];
  /** Variable to its group, if one was named. */
  secrets: Map<string, string | undefined>;
  /** Variable to its value. */
  settings: Map<string, string>;
  leave: Set<string>;
  /** Group to its database. The empty name stands for the only one. */
  databases: Map<string, DatabaseAddress>;
  instances: Map<string, string>;
  rotations: Map<string, RotationChoice>;
}

/**
 * Reads the options that have parts.
 *
 * @throws UserError with everything that is wrong. What may be a credential is not repeated.
 */
export function readFlags(options: OnboardOptions): Flags {
  const problems: string[] = [];
  const read = <Value>(flag: keyof OnboardOptions, how: (text: string) => Typed<Value>): Value[] =>
    (options[flag] as string[]).flatMap((text) => {
      const typed = how(text);
      if ("value" in typed) return [typed.value];
      problems.push(`--${flag}: ${typed.problem}.`);
      return [];
    });
  const flags: Flags = {
    workloads: read("workload", readWorkload),
    secrets: new Map(read("secret", readSecret)),
    settings: new Map(read("setting", readSetting)),
    leave: new Set(options.leave),
    databases: new Map(read("database", (text) => ofGroup(text, readAddress))),
    instances: new Map(read("instance", (text) => ofGroup(text, readInstance))),
    rotations: new Map(
      read("rotation", (text) =>
        text.includes("=") ? ofGroup(text, readRotation) : { problem: "wanted GROUP=DAYS, such as app=90" },
      ),
    ),
  };
  if (problems.length === 0) return flags;
  throw new UserError(`${problems.join("\n")}\nNothing was written.\nFix: correct what is named; --help shows each.`);
}

/** `GROUP=VALUE`, or the value alone for the only group that it can mean. */
function ofGroup<Value>(text: string, how: (text: string) => Typed<Value>): Typed<[group: string, value: Value]> {
  const [, group = "", rest = ""] = /^(?:([a-z][a-z0-9-]{0,39})=)?(.*)$/s.exec(text) ?? [];
  const typed = how(rest);
  return "value" in typed ? { value: [group, typed.value] } : typed;
}
