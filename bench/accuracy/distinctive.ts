import * as fs from "node:fs";
import * as path from "node:path";
import { ruleName, type CorpusLine } from "../corpus";

/**
 * Which rules of other scanners are about a distinctive format, by scanner: rule to the characters that its pattern fixes.
 *
 * A rule counts when the scanner's own pattern fixes at least three characters in a row inside what it calls the secret; of
 * alternatives, every one. It was read off the patterns of gitleaks (config/gitleaks.toml), kingfisher (data/rules) and Nosey
 * Parker (builtin/rules), all of their rules, whether the corpus has a line of them or not. Then by hand: rules about what is
 * no credential were taken out (host names, bucket names, ARNs, client ids, keys that their vendor calls public), and rules
 * whose characters are fixed but do not stand in a row (`gh[us]_`) were put in, as was secretlint, which has no patterns to read.
 */
const fixedCharacters = JSON.parse(fs.readFileSync(path.join(__dirname, "distinctive-rules.json"), "utf8")) as Record<
  string,
  Record<string, string>
>;

/** Whether a line's secret has a format that can be told without a key in front of it. */
export function isDistinctive(line: Pick<CorpusLine, "scanner" | "rule" | "messageId">): boolean {
  const rules = fixedCharacters[line.scanner] ?? {};
  return rules[line.rule] !== undefined || rules[ruleName(line)] !== undefined;
}
