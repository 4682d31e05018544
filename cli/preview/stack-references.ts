import { readFileSync } from "node:fs";
import { UserError } from "../user-error";
import type { WireProperties } from "./properties";

/** Stack name to the outputs with which a StackReference to it is answered. */
export type StackReferences = ReadonlyMap<string, WireProperties>;

/**
 * Reads what `--stack-reference` names: a stack, and a file that holds its outputs.
 *
 * @param given For example `["acme/strongroom/dev=platform.json"]`.
 * @throws UserError when one has no file, or its file holds no outputs.
 */
export function readStackReferences(given: readonly string[]): StackReferences {
  return new Map(given.map(readOne));
}

function readOne(given: string): [string, WireProperties] {
  const [, stack, file] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (stack === undefined || file === undefined) {
    throw new UserError(
      `--stack-reference ${given} names no file.\n` +
        "Fix: type --stack-reference STACK=FILE, such as acme/strongroom/dev=platform.json",
    );
  }
  const fix = `Fix: pulumi stack output --json --stack ${stack} > ${file}`;
  let outputs: unknown;
  try {
    outputs = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = (error as { code?: string }).code ?? "no valid JSON";
    throw new UserError(`The outputs of ${stack} cannot be read from ${file} (${reason}).\n${fix}`);
  }
  if (typeof outputs !== "object" || outputs === null || Array.isArray(outputs)) {
    throw new UserError(
      `${file} holds no outputs of ${stack}: wanted a mapping of their names to their values.\n${fix}`,
    );
  }
  return [stack, outputs as WireProperties];
}
