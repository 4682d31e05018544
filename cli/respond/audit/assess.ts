import { readingCalls } from "../../../components/model/audit-patterns";
import type { ActorSummary, AuditDocument, OutsideUse, Standing, TrailEvent } from "../../../report/documents/audit";
import { type Acquaintances, standingOf } from "./known-readers";

/** What the events say. */
export type Assessment = Pick<AuditDocument, "outsideUse" | "actors" | "timeline" | "events">;

const isRead = ({ name, source }: TrailEvent): boolean =>
  source === "secretsmanager.amazonaws.com" && (readingCalls as readonly string[]).includes(name);

/** Calls that only look; a known reader's are not worth a line. */
const onlyLooks = /^(Get|BatchGet|Describe|List|Validate)/;

/**
 * Decides who is an outsider, and sums up.
 *
 * @param events Events of the entry, and of access keys that leaked.
 * @param known Who may read.
 * @param accessKeyIds Keys that leaked: whoever uses one may be somebody else, whatever name is on it.
 * @param complete Whether all events were read.
 */
export function assess(
  events: readonly TrailEvent[],
  known: Acquaintances,
  accessKeyIds: readonly string[],
  complete: boolean,
): Assessment {
  const unique = [...new Map(events.map((event) => [event.id, event])).values()];
  const judged = unique.map((event) => ({ ...event, standing: judge(event, known, accessKeyIds) })).sort(byTime);
  const actors = summarize(judged);
  const timeline = judged.filter(({ standing, name }) => standing === "unknown" || !onlyLooks.test(name));
  return { outsideUse: outsideUse(judged, accessKeyIds, complete), actors, timeline, events: judged.length };
}

type Judged = Assessment["timeline"][number];

function judge(event: TrailEvent, known: Acquaintances, accessKeyIds: readonly string[]): Standing {
  const { accessKeyId } = event.actor;
  if (accessKeyId !== undefined && accessKeyIds.includes(accessKeyId)) return "unknown";
  return standingOf(event.actor, known);
}

/** A use of the leaked key may be its owner's. Nothing seen at all is no proof: the operator reads every hour. */
function outsideUse(judged: readonly Judged[], accessKeyIds: readonly string[], complete: boolean): OutsideUse {
  const done = judged.filter(({ standing, error }) => standing === "unknown" && error === undefined);
  if (done.some((event) => isRead(event) && !accessKeyIds.includes(event.actor.accessKeyId ?? ""))) return "yes";
  if (done.some(({ actor }) => accessKeyIds.includes(actor.accessKeyId ?? ""))) return "possible";
  return complete && judged.some(isRead) ? "no" : "not known";
}

function summarize(judged: readonly Judged[]): ActorSummary[] {
  const groups = new Map<string, Judged[]>();
  for (const event of judged) {
    const { type, name, role, accessKeyId } = event.actor;
    // Sessions of one known role are one reader; those of an unknown one are told apart, and so are the keys of a user.
    const isKnown = event.standing !== "unknown";
    const key = JSON.stringify([event.standing, type, isKnown ? (role ?? name) : name, isKnown ? "" : accessKeyId]);
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()].map(sumUp).sort(byConcern);
}

function sumUp(events: readonly Judged[]): ActorSummary {
  const [first, last] = [events[0]!, events.at(-1)!];
  return {
    actor: first.actor,
    standing: first.standing,
    reads: events.filter((event) => isRead(event) && event.error === undefined).length,
    refused: events.filter(({ error }) => error !== undefined).length,
    calls: count(events.map(({ name }) => name)),
    addresses: count(events.map(({ address }) => address)),
    agents: [...new Set(events.map(({ agent }) => agent))].slice(0, 5),
    first: first.time,
    last: last.time,
  };
}

function count(values: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}

function byConcern(one: ActorSummary, other: ActorSummary): number {
  const isUnknown = ({ standing }: ActorSummary) => Number(standing === "unknown");
  return isUnknown(other) - isUnknown(one) || other.reads - one.reads || one.first.localeCompare(other.first);
}

function byTime(one: TrailEvent, other: TrailEvent): number {
  return one.time.localeCompare(other.time) || one.id.localeCompare(other.id);
}
