import { basename } from "node:path";
import { shownPath } from "../../paths";
import { readDocuments } from "../../scan/documents";
import { readStandardInput } from "../../seed/standard-input";
import { UserError } from "../../user-error";
import { isEnvFile, readEnvFile } from "./env-file";
import { addKey, type Found, type FoundKey } from "./found";
import { readManifests } from "./manifests";
import { type Objects, sortObjects } from "./objects";
import { readText } from "./read-text";

/** Stands for standard input. */
const standardInput = "-";
const wanted =
  "Fix: give manifests of a workload, a ConfigMap or a Secret (YAML or JSON), or a file of variables (.env).";

/**
 * Reads what is known of an application from its manifests and files of variables. No value leaves this.
 *
 * @param paths Files, or `-` for standard input.
 * @throws UserError with everything that cannot be read, without a word of its content.
 */
export async function readSources(paths: readonly string[]): Promise<Found> {
  // Whatever is given explains each other, so it is looked at together.
  const objects: Omit<Objects, "others"> = { holders: [], readers: [] };
  const found: Found[] = [];
  const problems: string[] = [];
  for (const path of new Set(paths)) {
    const label = path === standardInput ? "standard input" : shownPath(path);
    const given = path === standardInput ? { value: await readStandardInput() } : readText(path);
    if ("problem" in given) {
      problems.push(`${label}: ${given.problem}.`);
      continue;
    }
    const text = given.value;
    if (/(^|\.)env(\.|$)/.test(basename(path)) || (isEnvFile(text) && !/^\s*[[{]/.test(text))) {
      found.push(readEnvFile(text, label));
      continue;
    }
    const read = readDocuments(text, path.toLowerCase().endsWith(".json"));
    problems.push(
      ...read.problems.map(({ message, line }) => `${label}${line === undefined ? "" : `, line ${line}`}: ${message}`),
    );
    const { holders, readers, others } = sortObjects(read.documents.map(({ node }) => node));
    if (read.problems.length === 0 && holders.length + readers.length === 0) {
      const kinds = others.size === 0 ? "no manifest" : `only ${[...others].join(", ")}`;
      problems.push(`${label}: it holds ${kinds}, of which nothing can be taken.`);
    }
    objects.holders.push(...holders);
    objects.readers.push(...readers);
  }
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\nNothing was written.\n${wanted}`);
  const hasManifests = objects.holders.length + objects.readers.length > 0;
  return merge([...(hasManifests ? [readManifests(objects)] : []), ...found]);
}

function merge(all: readonly Found[]): Found {
  const keys = new Map<string, FoundKey>();
  for (const key of all.flatMap((one) => one.keys)) addKey(keys, key);
  const first = <Key extends "service" | "namespace">(name: Key): { [name in Key]?: string } => {
    const value = all.map((one) => one[name]).find((given) => given !== undefined);
    return (value === undefined ? {} : { [name]: value }) as { [name in Key]?: string };
  };
  return {
    ...first("service"),
    ...first("namespace"),
    keys: [...keys.values()],
    workloads: all.flatMap(({ workloads }) => workloads),
    labels: all.flatMap(({ labels }) => labels),
    notes: all.flatMap(({ notes }) => notes),
  };
}
