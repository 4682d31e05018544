import { createHmac } from "node:crypto";
import type { ChangedResource, Changes } from "../../report/documents/preview";
import { isDefaultProvider } from "./default-provider";
import type { Wire } from "./properties";
import { stackType, type RecordedResource } from "./resources";

/** What a program registers: URN to the resource, with a keyed digest of each input. */
export type ResourceDigests = Record<string, { type: string; name: string; inputs: Record<string, string> }>;

/**
 * Digests of what a program registers, so that two runs can be compared without either handing values to the other.
 *
 * @param key Made for this comparison alone and dropped with it: nobody can try values against a digest.
 */
export function digestResources(resources: readonly RecordedResource[], key: string): ResourceDigests {
  const own = resources.filter((resource) => resource.type !== stackType && !isDefaultProvider(resource));
  return Object.fromEntries(
    own.map(({ urn, type, name, inputs }) => [
      urn,
      {
        type,
        name,
        inputs: Object.fromEntries(Object.entries(inputs).map(([input, value]) => [input, digest(value, key)])),
      },
    ]),
  );
}

/** Says what a program registers differently than it did, in the order of registration. */
export function compareResources(before: ResourceDigests, after: ResourceDigests): Changes {
  const missingIn = (others: ResourceDigests, all: ResourceDigests): ChangedResource[] =>
    Object.entries(all)
      .filter(([urn]) => others[urn] === undefined)
      .map(([, { type, name }]) => ({ type, name, inputs: [] }));
  const changed = Object.entries(after).flatMap(([urn, { type, name, inputs }]) => {
    const old = before[urn]?.inputs;
    if (old === undefined) return [];
    const all = [...new Set([...Object.keys(old), ...Object.keys(inputs)])].sort();
    const different = all.filter((input) => old[input] !== inputs[input]);
    return different.length > 0 ? [{ type, name, inputs: different }] : [];
  });
  return { created: missingIn(before, after), changed, removed: missingIn(after, before) };
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
