import { entrySpellings } from "../../../components/model/entry-spellings";
import type { Gap, TrailEvent } from "../../../report/documents/audit";
import { TrailEvents, type TrailPace, type TrailQuestion } from "../../aws/trail-events";
import { type Assessment, assess } from "./assess";
import { gaps, historyBegin } from "./coverage";
import { type ReadyQuery, readyQueries } from "./queries";
import { type AuditSubject, inRegion } from "./subject";
import { readTrailEvent } from "./trail-event";

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

/** Sessions of a role whose use is looked up in each region, the newest: CloudTrail answers two calls a second. */
const longestSessions = 50;

/**
 * Asks CloudTrail who read an entry, used an access key or took a role since it leaked. It reads only, and may be run again at any time.
 *
 * An entry is asked for by each name that a caller may have used. Where that shows not one read, the names are not trusted: all reads
 * of the region are asked for, and sorted out here. A role is asked for by who took it, and then for what each session did.
 *
 * @throws UserError when AWS refuses or does not answer: nothing was changed, and the step can be run again.
 */
export async function auditReads(subject: AuditSubject, options: AuditOptions = {}): Promise<Audit> {
  const until = options.now ?? new Date();
  const since = historyBegin(subject.leakedAt, until);
  const regions = regionsOf(subject);
  const asked = regions.map((region) => new RegionTrail(region, { since, until }, options));
  try {
    const first = await Promise.all(
      asked.map(async (trail) => [...(await askForEntry(trail, subject)), ...(await askForRoles(trail, subject))]),
    );
    const sessions = sessionsOf(first.flat());
    const keys = [...subject.accessKeyIds, ...sessions.slice(0, longestSessions)];
    const uses = await Promise.all(
      asked.map(async (trail) => {
        const found: TrailEvent[] = [];
        for (const id of keys) found.push(...(await trail.ask("AccessKeyId", id)));
        return found;
      }),
    );
    const events = [...first, ...uses].flat();
    const cut = asked.flatMap((trail) => trail.cut);
    if (sessions.length > longestSessions) cut.push(`the sessions beyond the newest ${longestSessions}`);
    const assessment = assess(events, subject.known, keys, cut.length === 0);
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
  } finally {
    for (const trail of asked) trail.close();
  }
}

/** The entry's own region first; calls of IAM, and of the global endpoint that gives out sessions, are shown in us-east-1. */
function regionsOf({ environment, replicaRegions, accessKeyIds, roleArns }: AuditSubject): string[] {
  const isGlobal = accessKeyIds.length + roleArns.length > 0;
  return [...new Set([environment.region, ...replicaRegions, ...(isGlobal ? ["us-east-1"] : [])])];
}

/** The event history of one region, with what was not read of it. */
class RegionTrail {
  /** Questions of which only the newest pages were read. */
  readonly cut: string[] = [];
  private readonly trail: TrailEvents;

  constructor(
    readonly region: string,
    private readonly window: Pick<TrailQuestion, "since" | "until">,
    private readonly options: AuditOptions,
  ) {
    this.trail = new TrailEvents(region, options.pace);
  }

  async ask(key: TrailQuestion["key"], value: string): Promise<TrailEvent[]> {
    this.options.onQuestion?.(`CloudTrail of ${this.region}: ${key} ${value}`);
    const { records, complete } = await this.trail.lookUp({ key, value, ...this.window });
    if (!complete) this.cut.push(`${key} ${value} in ${this.region}`);
    return records.map(readTrailEvent);
  }

  close(): void {
    this.trail.close();
  }
}

/** An access key alone may act in us-east-1 without the entry having a copy there. */
async function askForEntry(
  trail: RegionTrail,
  { entry, environment, replicaRegions }: AuditSubject,
): Promise<TrailEvent[]> {
  const { region } = trail;
  if (entry === undefined || ![environment.region, ...replicaRegions].includes(region)) return [];
  const names = entrySpellings(entry).map((name) => inRegion(name, environment.region, region));
  const about = ({ entries }: TrailEvent) => entries.some((one) => names.includes(one));
  const events: TrailEvent[] = [];
  for (const name of names) events.push(...(await trail.ask("ResourceName", name)));
  events.push(...(await trail.ask("EventName", "BatchGetSecretValue")).filter(about));
  if (events.some(({ name }) => name === "GetSecretValue")) return events;
  return [...events, ...(await trail.ask("EventName", "GetSecretValue")).filter(about)];
}

/** CloudTrail names a role by its ARN where it is taken, and by its name where IAM changes it. */
async function askForRoles(trail: RegionTrail, { roleArns }: AuditSubject): Promise<TrailEvent[]> {
  const found: TrailEvent[] = [];
  for (const roleArn of roleArns) {
    for (const name of [roleArn, roleArn.split("/").at(-1)!]) found.push(...(await trail.ask("ResourceName", name)));
  }
  return found;
}

/** Ids of the sessions' keys, the newest first. */
function sessionsOf(events: readonly TrailEvent[]): string[] {
  const newestFirst = events.toSorted((one, other) => other.time.localeCompare(one.time));
  return [...new Set(newestFirst.flatMap(({ issuedKeyId }) => issuedKeyId ?? []))];
}
