import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { UserError } from "../cli/user-error";

/** Where a credential stands in a ConfigMap. */
export interface Spot {
  /** Key under `data`. */
  key: string;
  /** Line inside the value, from 1; absent where the value as a whole is meant. */
  line?: number | undefined;
}

/** A ConfigMap of the corpus. */
export interface CorpusConfigMap {
  /** Names it in a report, without a word of what it holds. */
  id: string;
  name: string;
  namespace?: string | null | undefined;
  data: Record<string, string>;
  /** The credentials or placeholders that it holds. */
  why: Spot[];
}

/** A line that a scanner's own tests call a secret or innocent. */
export interface CorpusLine {
  /** Scanner, file's line and rule: names it in a report. */
  id: string;
  scanner: string;
  rule: string;
  /** The kind of finding inside the rule, for scanners that have one. */
  messageId?: string | undefined;
  line: string;
}

/** Third-party data to measure the guard with. It is read from outside the project and never printed. */
export interface Corpus {
  innocent: CorpusConfigMap[];
  leaking: CorpusConfigMap[];
  placeholders: CorpusConfigMap[];
  secretLines: CorpusLine[];
  innocentLines: CorpusLine[];
}

const configMapSchema = z.object({
  id: z.union([z.string(), z.number()]),
  name: z.string(),
  namespace: z.string().nullish(),
  data: z.record(z.string(), z.string()),
  why: z.array(z.object({ key: z.string(), line: z.number().int().positive().optional() })).default([]),
});
const lineSchema = z.object({ rule: z.string(), messageId: z.string().optional(), line: z.string() });

/** The environment variable that names the corpus where `--corpus` does not. */
export const corpusVariable = "STRONGROOM_CORPUS";

/**
 * Reads a corpus; docs/benchmarks.md describes its files.
 *
 * @param given The folder, e.g. of `--corpus`. Default: the environment variable `STRONGROOM_CORPUS`.
 * @throws UserError when there is none, or a file's line is not in the described form.
 */
export function readCorpus(given: string | undefined = process.env[corpusVariable]): Corpus {
  if (given === undefined || given === "") {
    throw new UserError(
      "This measures on a corpus of real ConfigMaps, which is no part of the project.\n" +
        `Fix: name its folder with --corpus DIR or in ${corpusVariable}. docs/benchmarks.md describes its files.`,
    );
  }
  const folder = path.resolve(given);
  if (!fs.existsSync(path.join(folder, "configmaps-innocent.jsonl"))) {
    throw new UserError(
      `${folder} holds no corpus: configmaps-innocent.jsonl was not found.\n` +
        "Fix: name the folder with the files that docs/benchmarks.md describes.",
    );
  }
  return {
    innocent: readConfigMaps(folder, "innocent"),
    leaking: readConfigMaps(folder, "leaking"),
    placeholders: readConfigMaps(folder, "placeholder"),
    secretLines: readLines(folder, "lines-secret-"),
    innocentLines: readLines(folder, "lines-innocent-"),
  };
}

/** Every ConfigMap of a corpus, whatever it holds. */
export function allConfigMaps({ innocent, leaking, placeholders }: Corpus): CorpusConfigMap[] {
  return [...innocent, ...leaking, ...placeholders];
}

function readConfigMaps(folder: string, kind: string): CorpusConfigMap[] {
  return readRows(path.join(folder, `configmaps-${kind}.jsonl`), configMapSchema).map((row) => ({
    ...row,
    id: String(row.id),
  }));
}

function readLines(folder: string, prefix: string): CorpusLine[] {
  return fs
    .readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith(".jsonl"))
    .sort()
    .flatMap((file) => {
      const scanner = file.slice(prefix.length, -".jsonl".length);
      return readRows(path.join(folder, file), lineSchema).map((row, index) => ({
        ...row,
        scanner,
        id: `${scanner}:${index + 1} ${ruleName(row)}`,
      }));
    });
}

/** A rule with the kind of finding inside it, e.g. `"aws/AWSAccessKeyID"`. */
export function ruleName({ rule, messageId }: { rule: string; messageId?: string | undefined }): string {
  return messageId === undefined ? rule : `${rule}/${messageId}`;
}

function readRows<T>(file: string, schema: z.ZodType<T>): T[] {
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text, index) => (text.trim() === "" ? [] : [readRow(file, index + 1, text, schema)]));
}

function readRow<T>(file: string, line: number, text: string, schema: z.ZodType<T>): T {
  let problem: string;
  try {
    const result = schema.safeParse(JSON.parse(text));
    if (result.success) return result.data;
    // Field and what was wanted of it; what stands there is not repeated.
    problem = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  } catch {
    problem = "it is not JSON";
  }
  throw new UserError(
    `${file}:${line} is no row of the corpus: ${problem}.\nFix: docs/benchmarks.md describes the form.`,
  );
}
