import type { Document } from "./document";

/** Stands for every value that no document names. AWS allows no parentheses in a tag. */
export const anyOther = "(any other value)";

/** Tags of a session: key to value. */
export type Tags = Readonly<Record<string, string>>;

/** What documents compare tags of a session with: key to the values that matter. */
export type TagCandidates = Map<string, Set<string>>;

const tagOf = { principal: /^aws:principaltag\/(.+)$/i, request: /^aws:requesttag\/(.+)$/i };
const variable = /\$\{\s*aws:PrincipalTag\/([^},]+?)\s*(?:,[^}]*)?\}/gi;

/**
 * The values of a session's tags that decide about anything in some documents: those that they name, and those of a resource's
 * tags where the two are compared. Every other value has the same effect as {@link anyOther}.
 *
 * @param as `principal`: in what a session may do. `request`: in a trust, which sees the tags as they are asked for.
 * @param resourceTags The tags of what is read.
 */
export function tagCandidates(
  documents: readonly Document[],
  as: keyof typeof tagOf,
  resourceTags: Tags = {},
): TagCandidates {
  const found: TagCandidates = new Map();
  const values = (key: string): Set<string> => {
    const known = found.get(key) ?? new Set<string>();
    found.set(key, known);
    return known;
  };
  for (const { statements } of documents) {
    for (const { resources = [], notResources = [], conditions } of statements) {
      for (const text of [...resources, ...notResources]) keysIn(text).forEach(values);
      for (const condition of conditions) {
        const key = tagOf[as].exec(condition.key)?.[1];
        // A wildcard is no value of its own: one with nothing in its place fits it.
        if (key !== undefined) condition.values.forEach((value) => values(key).add(value.replace(/[*?]/g, "")));
        const resourceTag = /ResourceTag\/(.+)$/i.exec(condition.key)?.[1];
        for (const compared of condition.values.flatMap(keysIn)) {
          const value = resourceTag === undefined ? undefined : resourceTags[resourceTag];
          if (value === undefined) values(compared);
          else values(compared).add(value);
        }
      }
    }
  }
  return found;
}

function keysIn(text: string): string[] {
  return [...text.matchAll(variable)].map(([, key]) => key ?? "");
}

/**
 * Every combination of tags that could make a difference: those of few tags first, and of those the ones of any value.
 */
export function tagCombinations(candidates: TagCandidates): Tags[] {
  const combinations = [...candidates].reduce<Tags[]>(
    (before, [key, values]) => {
      const choices = [anyOther, ...[...values].filter((value) => value !== "")];
      return [...before, ...before.flatMap((tags) => choices.map((value) => ({ ...tags, [key]: value })))];
    },
    [{}],
  );
  const rank = (tags: Tags) => Object.values(tags).reduce((sum, value) => sum + (value === anyOther ? 1 : 1.1), 0);
  return combinations.sort((one, other) => rank(one) - rank(other));
}

/** Whether some tags ask for nothing that others do not ask for. */
export function isImpliedBy(tags: Tags, others: Tags): boolean {
  return Object.entries(tags).every(([key, value]) => {
    const other = others[key];
    return other !== undefined && (value === anyOther || value === other);
  });
}
