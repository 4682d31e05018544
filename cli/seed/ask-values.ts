import { valueProblem } from "./check-value";
import type { GivenValues } from "./given-values";
import type { HiddenInput } from "./hidden-input";
import type { EntryPlan } from "./plan";

/**
 * Asks for every key that an entry lacks; with `replace` for the others, too, where Enter alone leaves the value.
 *
 * @param say Writes a line to the person at the terminal.
 * @throws UserError when the person leaves. Nothing was written by then.
 */
export async function askValues(
  plans: readonly EntryPlan[],
  input: HiddenInput,
  { replace, say }: { replace: boolean; say: (line: string) => void },
): Promise<GivenValues> {
  const values: GivenValues = new Map();
  for (const { group, missing, present } of plans) {
    for (const key of group.asked) {
      const mayStay = present.includes(key);
      if (!missing.includes(key) && !(replace && mayStay)) continue;
      const question = `${group.entry} ${key}${mayStay ? " (has a value; Enter leaves it)" : ""}: `;
      const value = await askOne(question, key, mayStay, input, say);
      if (value === undefined) continue;
      const ofGroup = values.get(group.name) ?? new Map<string, string>();
      values.set(group.name, ofGroup.set(key, value));
    }
  }
  return values;
}

/** Asks until the answer is a value that can be put. */
async function askOne(
  question: string,
  key: string,
  mayStay: boolean,
  input: HiddenInput,
  say: (line: string) => void,
): Promise<string | undefined> {
  for (;;) {
    const answer = await input.ask(question);
    if ("tooManyLines" in answer) {
      say("  More than one line was pasted, and none was taken. A value of several lines goes in as JSON: see --help.");
      continue;
    }
    if (answer.text === "" && mayStay) return undefined;
    const problem = valueProblem(key, answer.text);
    if (problem === undefined) return answer.text;
    say(`  The value ${problem}. It was not taken.`);
  }
}
