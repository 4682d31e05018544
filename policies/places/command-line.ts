import type { KeyPath } from "../engine/leaves";
import { unknown, type Value } from "../engine/value";
import type { PlaceLeaf } from "./place";

/**
 * The values of a command line, given as a list of words. A long option names its value: `--password x` and `--password=x`
 * become `args["--password"]`. Every other word is a value of its own: it may be a whole script. Commands know their own short
 * options, such as `mysql -px`, so a line that has some is read as a whole too.
 *
 * @param at The keys that lead to the list.
 * @param fix What to do about a credential, given its key path and the keys inside its value.
 */
export function* commandLine(
  words: readonly Value[],
  at: KeyPath,
  fix: (keyPath: KeyPath, inner: KeyPath) => string,
): Generator<PlaceLeaf> {
  const leaf = (keyPath: KeyPath, value: PlaceLeaf["value"]): PlaceLeaf => ({
    ...{ keyPath, value, reading: "arguments" },
    fix: (inner) => fix(keyPath, inner),
  });
  let option: string | undefined;
  for (const [index, word] of words.entries()) {
    const itemAt = [...at, index];
    const named = option;
    option = undefined;
    if (typeof word !== "string" && typeof word !== "number") {
      if (word === unknown) yield leaf(itemAt, unknown);
      continue;
    }
    const text = String(word);
    const [, name, value] = /^(--?[A-Za-z][\w.-]*\w)(?:[=:](.*))?$/s.exec(text) ?? [];
    if (name !== undefined && value === undefined) option = name;
    else yield { ...leaf([...at, name ?? named ?? index], value ?? text), at: itemAt };
  }
  // A script of several lines was read by itself, where its own quotes mean what they say.
  const line = words.filter((word) => typeof word === "string" && !word.includes("\n")) as string[];
  if (line.length > 1 && line.slice(1).some((word) => /^-[A-Za-z]/.test(word))) {
    yield { ...leaf(at, line.map(quoted).join(" ")), isSummary: true };
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
