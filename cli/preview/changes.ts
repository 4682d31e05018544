import { createHmac } from "node:crypto";
import type { ChangedResource, Changes } from "../../report/documents/preview";
import { isDefaultProvider } from "./default-provider";
import type { Wire } from "./properties";
import { makeUrn, stackType, type RecordedResource } from "./resources";

/** A resource with a keyed digest of each input. */
interface DigestedResource {
  type: string;
  name: string;
  inputs: Record<string, string>;
  /** What it may have been called before: the engine keeps a resource of such a name. */
  formerUrns: string[];
}

/** What a program registers, by URN. */
export type ResourceDigests = Record<string, DigestedResource>;

/**
 * Digests of what a program registers, so that two runs can be compared without either handing values to the other.
 *
 * @param key Made for this comparison alone and dropped with it: nobody can try values against a digest.
 */
export function digestResources(resources: readonly RecordedResource[], key: string): ResourceDigests {
  const own = resources.filter((resource) => resource.type !== stackType && !isDefaultProvider(resource));
  const formerUrns = readFormerUrns(own);
  return Object.fromEntries(
    own.map(({ urn, type, name, inputs }) => [
      urn,
      {
        type,
        name,
        inputs: Object.fromEntries(Object.entries(inputs).map(([input, value]) => [input, digest(value, key)])),
        formerUrns: formerUrns.get(urn)!,
      },
    ]),
  );
}

/** Says what a program registers differently than it did, in the order of registration. */
export function compareResources(before: ResourceDigests, after: ResourceDigests): Changes {
  const created: ChangedResource[] = [];
  const kept = new Set<string>();
  const changed = Object.entries(after).flatMap(([urn, { type, name, inputs, formerUrns }]) => {
    const known = [urn, ...formerUrns].find((one) => before[one] !== undefined);
    if (known === undefined) {
      created.push({ type, name, inputs: [] });
      return [];
    }
    kept.add(known);
    const old = before[known]!.inputs;
    const all = [...new Set([...Object.keys(old), ...Object.keys(inputs)])].sort();
    const different = all.filter((input) => old[input] !== inputs[input]);
    return different.length > 0 ? [{ type, name, inputs: different }] : [];
  });
  const removed = Object.entries(before).filter(([urn]) => !kept.has(urn));
  return { created, changed, removed: removed.map(([, { type, name }]) => ({ type, name, inputs: [] })) };
}

/** Their own aliases, and those that follow from what their parents were called: as the engine reads them. Parents come first. */
function readFormerUrns(resources: readonly RecordedResource[]): Map<string, string[]> {
  const former = new Map<string, string[]>();
  for (const { urn, parent, type, name, options } of resources) {
    const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    const inherited = (former.get(parent) ?? []).map((one) => makeUrn({ stack, project }, one, type, name));
    former.set(urn, [...options.aliases, ...inherited]);
  }
  return former;
}

function digest(value: Wire, key: string): string {
  return createHmac("sha256", key)
    .update(JSON.stringify(sorted(value)))
    .digest("base64");
}

/** The order of a mapping's keys means nothing. */
function sorted(value: Wire): Wire {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}
