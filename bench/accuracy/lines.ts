import { detect } from "../../policies/detect/index";
import type { CorpusLine } from "../corpus";
import { counts, type Look } from "./config-maps";
import { isDistinctive } from "./distinctive";

/** What the detection says about one line. */
export interface JudgedLine {
  line: CorpusLine;
  isDistinctive: boolean;
  /** The detectors that found something; none for a line that is left alone. */
  detectors: string[];
  /** Whether one of the findings blocks, and does not only advise. */
  isBlocked: boolean;
}

/**
 * Judges a line as the value of a ConfigMap, under a key that says nothing. Most lines are written in a programming language,
 * which no ConfigMap is: what their variables' names tell is not expected of the guard.
 */
export function judgeLine(line: CorpusLine, look: Look = detect): JudgedLine {
  const findings = look({ keyPath: ["data", "notes.txt"], value: line.line }).findings.filter(counts);
  return {
    line,
    isDistinctive: isDistinctive(line),
    detectors: findings.map(({ detector }) => detector),
    isBlocked: findings.some(({ level }) => level !== "suspicious"),
  };
}

/** Rules with the share of their lines that were found, the worst first. */
export function missedByRule(lines: readonly JudgedLine[]): { rule: string; missed: number; of: number }[] {
  const byRule = new Map<string, { rule: string; missed: number; of: number }>();
  for (const { line, detectors } of lines) {
    const name = `${line.scanner} ${line.rule}`;
    const counted = byRule.get(name) ?? { rule: name, missed: 0, of: 0 };
    counted.of++;
    if (detectors.length === 0) counted.missed++;
    byRule.set(name, counted);
  }
  return [...byRule.values()].filter(({ missed }) => missed > 0).sort((one, other) => other.missed - one.missed);
}
