import type { AwsLocation } from "../../../components/model/iam";
import { describeCondition } from "./condition";
import { coversAction } from "./evaluate";
import type { Readable } from "./readable";
import { Reading, readingCalls } from "./reading";
import type { DeclaredRole } from "./roles";
import { isImpliedBy, tagCandidates, tagCombinations, type Tags } from "./session-tags";
import { type Taker, Takers } from "./takers";

/** A role's sessions that read a value. */
export interface ReadingSessions {
  /** What the session has to be tagged with; empty where every session reads. */
  tags: Tags;
  /** Who may take the role so. */
  takers: Taker[];
  /** What else depends on the request, each as it stands in a document. Empty: it always reads. */
  conditions: string[];
}

/** Who reads a value. */
export interface Readers {
  readable: Readable;
  /** Name of a role to those of its sessions that read. */
  roles: Map<string, ReadingSessions[]>;
  /** Whom its own policy lets in that the program does not declare. */
  others: OtherReader[];
}

/** Somebody outside the program whom a value's own policy lets in. */
export interface OtherReader {
  /** ARN, account, name of a service, or `*` for anyone. */
  id: string;
  /** What the policy demands, each as it stands there. */
  conditions: string[];
}

/**
 * Says who can read what, by evaluating every document that the program gives to IAM: for each value and each role, each session
 * that the role's trust lets somebody open.
 *
 * @param readables What is read.
 * @param roles Every role of the program.
 * @param location The account and region that all of it is in.
 */
export function whoReads(
  readables: readonly Readable[],
  roles: readonly DeclaredRole[],
  location: AwsLocation,
): Readers[] {
  const reading = new Reading(location);
  const takers = new Map(roles.map((role) => [role, new Takers(role, roles, location.account)]));
  return readables.map((readable) => ({
    readable,
    roles: new Map(
      roles.flatMap((role) => {
        const sessions = sessionsThatRead(reading, role, takers.get(role)!, readable);
        return sessions.length > 0 ? [[role.name, sessions] as const] : [];
      }),
    ),
    others: othersLetIn(readable, roles),
  }));
}

function sessionsThatRead(reading: Reading, role: DeclaredRole, takers: Takers, readable: Readable): ReadingSessions[] {
  const { policies, boundary } = role;
  const documents = [...policies, boundary, readable.policy].filter((document) => document !== undefined);
  const found: ReadingSessions[] = [];
  for (const tags of tagCombinations(tagCandidates(documents, "principal", readable.tags))) {
    // A session says which provider it comes from, and is otherwise the same for whoever took the role.
    const byProvider = new Map<string, Taker[]>();
    for (const taker of takers.with(tags)) {
      const provider = taker.kind === "Federated" ? taker.id : "";
      byProvider.set(provider, [...(byProvider.get(provider) ?? []), taker]);
    }
    for (const some of byProvider.values()) {
      const { outcome, conditions } = reading.decide(role, some[0]!, tags, readable);
      if (outcome !== "allowed" && outcome !== "sometimes") continue;
      // Fewer tags come first: a session with more of them says nothing new unless less is asked of it.
      const isNew = (before: ReadingSessions) =>
        !isImpliedBy(before.tags, tags) ||
        !before.conditions.every((condition) => conditions.includes(condition)) ||
        some.some((taker) => !before.takers.includes(taker));
      if (found.every(isNew)) found.push({ tags, takers: some, conditions });
    }
  }
  return found;
}

/** Whom a value's own policy lets in, beside the roles that are evaluated. */
function othersLetIn(readable: Readable, roles: readonly DeclaredRole[]): OtherReader[] {
  const known = new Set(roles.map(({ arn }) => arn));
  const calls = readingCalls(readable);
  const allowing = (readable.policy?.statements ?? []).filter(
    (statement) => statement.effect === "Allow" && calls.some(({ action }) => coversAction(statement, action)),
  );
  return allowing.flatMap(({ principals = [], conditions }) =>
    principals
      .flatMap(({ ids }) => ids)
      .filter((id) => !known.has(id))
      .map((id) => ({ id, conditions: conditions.map(describeCondition) })),
  );
}
