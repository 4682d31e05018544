import { randomInt } from "node:crypto";
import { valueProblem } from "../seed/check-value";
import { readGiven } from "../seed/given-values";
import { HiddenInput } from "../seed/hidden-input";
import { readStandardInput } from "../seed/standard-input";
import { UserError } from "../user-error";
import type { Target } from "./target";

/** Key to value. */
export type Values = Record<string, unknown>;

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A random value as Pulumi makes one: letters and digits, each equally likely. */
export function randomText(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}

/** Keys whose values differ, sorted. */
export function changedKeys(before: Values, after: Values): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])).sort();
}

/**
 * Obtains the values that a person gives: a terminal is asked, anything else is read as JSON.
 *
 * @param held What the entry holds now: a value that it holds already is none.
 * @param isChosen Whether each key was named with --key, so that each has to be given.
 * @returns Only keys that change.
 * @throws UserError when the person leaves, or standard input is refused. Nothing was written by then.
 */
export async function obtainValues(target: Target, held: Values, isChosen: boolean): Promise<Values> {
  if (target.given.asked.length === 0) return {};
  const values = process.stdin.isTTY ? await ask(target, held, isChosen) : await readInput(target, held);
  const missing = target.given.asked.filter((key) => !Object.hasOwn(values, key));
  if (missing.length === 0 || (!isChosen && missing.length < target.given.asked.length)) return values;
  if (Object.keys(values).length === 0 && process.stdin.isTTY) {
    throw new UserError("No new value was given. Nothing was written.");
  }
  throw new UserError(
    `No new value was given for ${missing.join(", ")}. Nothing was written.\n` +
      "Fix: run this on a terminal, or give JSON on standard input: see --help.",
  );
}

async function ask({ entry, given }: Target, held: Values, isChosen: boolean): Promise<Values> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say("Nothing is shown of what you type. Enter ends a value; Ctrl-C leaves, and writes nothing.");
  const input = new HiddenInput(process.stdin, process.stderr);
  const values: Values = {};
  input.open();
  try {
    for (const key of given.asked) {
      const value = await askOne(
        input,
        `${entry} ${key}${isChosen ? "" : " (Enter leaves it)"}: `,
        key,
        held[key],
        say,
      );
      if (value !== "") values[key] = value;
      else if (isChosen) throw new UserError(`No new value was given for ${key}. Nothing was written.`);
    }
    return values;
  } finally {
    input.close();
  }
}

/** Asks until the answer is a value that can be put, or nothing. */
async function askOne(
  input: HiddenInput,
  question: string,
  key: string,
  held: unknown,
  say: (line: string) => void,
): Promise<string> {
  for (;;) {
    const answer = await input.ask(question);
    if ("tooManyLines" in answer) {
      say("  More than one line was pasted, and none was taken. A value of several lines goes in as JSON: see --help.");
      continue;
    }
    if (answer.text === "") return "";
    const problem = valueProblem(key, answer.text) ?? sameProblem(answer.text, held);
    if (problem === undefined) return answer.text;
    say(`  The value ${problem}. It was not taken.`);
  }
}

/**
 * Reads standard input, which is no terminal, as JSON.
 *
 * @param held A value that is among these is refused.
 * @throws UserError when it is refused. It shows no value.
 */
export async function readInput({ given }: Target, held: Values): Promise<Values> {
  const text = await readStandardInput();
  if (text.trim() === "") return {};
  const values = Object.fromEntries(readGiven(text, [given]).get(given.name) ?? []);
  const same = Object.entries(values).filter(([key, value]) => sameProblem(value, held[key]) !== undefined);
  if (same.length > 0) {
    const keys = same.map(([key]) => key).join(", ");
    throw new UserError(
      `Standard input is refused, and nothing was written: ${keys} ${same.length === 1 ? "has" : "have"} that value already.\n` +
        "Fix: make a new one first, as the runbook says.",
    );
  }
  return values;
}

function sameProblem(value: string, held: unknown): string | undefined {
  return value === held ? "is the one that is there already" : undefined;
}
