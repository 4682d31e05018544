import { entrySpellings } from "../../../components/model/entry-spellings";
import { TrailEvents, type TrailPace, type TrailQuestion } from "../../aws/trail-events";
import { type Assessment, assess } from "./assess";
import { type Gap, gaps, historyBegin } from "./coverage";
import { type ReadyQuery, readyQueries } from "./queries";
import { type AuditSubject, inRegion } from "./subject";
import { readTrailEvent, type TrailEvent } from "./trail-event";

/** What CloudTrail says of a leak. No value is in it. */
export interface Audit extends Assessment {
  subject: AuditSubject;
  /** The first moment that was asked for, in UTC. */
  since: string;
  /** The last one. */
  until: string;
  regions: string[];
  gaps: Gap[];
  /** For what the event history does not hold any more. */
  queries: ReadyQuery[];
}

/** How the audit is made. All may be left out. */
export interface AuditOptions {
  /** The moment that counts as now. Default: now. */
  now?: Date;
  /** Told of each question, e.g. `"CloudTrail of eu-west-1: ResourceName prod/api/app"`. */
  onQuestion?: (text: string) => void;
  /** For tests, which wait for nothing. */
  pace?: Partial<TrailPace>;
}

/**
 * Asks CloudTrail who read an entry, or used an access key, since it leaked. It reads only, and may be run again at any time.
 *
 * An entry is asked for by each name that a caller may have used. Where that shows not one read, the names are not trusted: all reads
 * of the region are asked for, and sorted out here.
 *
 * @throws UserError when AWS refuses or does not answer: nothing was changed, and the step can be run again.
 */
export async function auditReads(subject: AuditSubject, options: AuditOptions = {}): Promise<Audit> {
  const until = options.now ?? new Date();
  const since = historyBegin(subject.leakedAt, until);
  const regions = regionsOf(subject);
  const found = await Promise.all(regions.map((region) => askRegion(region, subject, { since, until }, options)));
  const events = found.flatMap((one) => one.events);
  const cut = found.flatMap((one) => one.cut);
  const assessment = assess(events, subject.known, subject.accessKeyIds, cut.length === 0);
  const sawReads = assessment.actors.some(({ calls }) => "GetSecretValue" in calls || "BatchGetSecretValue" in calls);
  const isLonger = subject.leakedAt.getTime() < since.getTime();
  return {
    ...assessment,
    subject,
    since: since.toISOString(),
    until: until.toISOString(),
    regions,
    gaps: gaps(subject, { since, until, regions, cut, sawReads }),
    queries: isLonger || cut.length > 0 ? readyQueries(subject, isLonger ? since : until) : [],
  };
}

/** The entry's own region first; calls of IAM are shown in us-east-1. */
function regionsOf({ environment, replicaRegions, accessKeyIds }: AuditSubject): string[] {
  return [...new Set([environment.region, ...replicaRegions, ...(accessKeyIds.length > 0 ? ["us-east-1"] : [])])];
}

interface Found {
  events: TrailEvent[];
  /** Questions of which only the newest pages were read. */
  cut: string[];
}

async function askRegion(
  region: string,
  subject: AuditSubject,
  window: Pick<TrailQuestion, "since" | "until">,
  { onQuestion, pace }: AuditOptions,
): Promise<Found> {
  const trail = new TrailEvents(region, pace);
  const found: Found = { events: [], cut: [] };
  const ask = async (key: TrailQuestion["key"], value: string): Promise<TrailEvent[]> => {
    const question = `${key} ${value} in ${region}`;
    onQuestion?.(`CloudTrail of ${region}: ${key} ${value}`);
    const { records, complete } = await trail.lookUp({ key, value, ...window });
    if (!complete) found.cut.push(question);
    return records.map(readTrailEvent);
  };
  try {
    found.events.push(...(await askForEntry(region, subject, ask)));
    for (const id of subject.accessKeyIds) found.events.push(...(await ask("AccessKeyId", id)));
    return found;
  } finally {
    trail.close();
  }
}

/** An access key alone may act in us-east-1 without the entry having a copy there. */
async function askForEntry(
  region: string,
  { entry, environment, replicaRegions }: AuditSubject,
  ask: (key: TrailQuestion["key"], value: string) => Promise<TrailEvent[]>,
): Promise<TrailEvent[]> {
  if (entry === undefined || ![environment.region, ...replicaRegions].includes(region)) return [];
  const names = entrySpellings(entry).map((name) => inRegion(name, environment.region, region));
  const about = ({ entries }: TrailEvent) => entries.some((one) => names.includes(one));
  const events: TrailEvent[] = [];
  for (const name of names) events.push(...(await ask("ResourceName", name)));
  events.push(...(await ask("EventName", "BatchGetSecretValue")).filter(about));
  if (events.some(({ name }) => name === "GetSecretValue")) return events;
  return [...events, ...(await ask("EventName", "GetSecretValue")).filter(about)];
}
