import { setTimeout as wait } from "node:timers/promises";
import { CloudTrailClient, type LookupAttributeKey, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { clientOptions } from "./client-options";
import { awsFailure } from "./failure";

/** What is asked for: CloudTrail takes one attribute a call. */
export interface TrailQuestion {
  key: LookupAttributeKey;
  /** For example `"prod/api/app"`. */
  value: string;
  /** The first moment that counts. */
  since: Date;
  /** The last one. */
  until: Date;
}

/** Events of CloudTrail as text of JSON, the newest first. */
export interface TrailAnswer {
  records: string[];
  /** False where there were more pages than were asked for: the oldest are missing. */
  complete: boolean;
}

/** How the trail is asked. */
export interface TrailPace {
  /** Most pages of a question, of 50 events each. */
  longest: number;
  /** Milliseconds between two calls. */
  between: number;
  /** Milliseconds before the first repetition of a call that was throttled; each further one waits twice as long. */
  afterThrottling: number;
}

/** Source of the two calls a second: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const usualPace: TrailPace = { longest: 400, between: 550, afterThrottling: 1000 };
const repetitions = 6;

/** The event history of CloudTrail in one region, asked as slowly as it wants to be. It reaches 90 days back. */
export class TrailEvents {
  private readonly client: CloudTrailClient;
  private readonly pace: TrailPace;
  private next = 0;

  /**
   * @param region For example `"eu-west-1"`.
   * @param pace For tests, which wait for nothing. Default: 400 pages, and two calls a second.
   */
  constructor(
    readonly region: string,
    pace: Partial<TrailPace> = {},
  ) {
    this.pace = { ...usualPace, ...pace };
    // The waiting between attempts is done here, at CloudTrail's own pace.
    this.client = new CloudTrailClient({ ...clientOptions(region), maxAttempts: 1 });
  }

  /**
   * Reads all pages of an answer.
   *
   * @throws UserError when AWS refuses, does not answer, or throttles for a minute.
   */
  async lookUp(question: TrailQuestion): Promise<TrailAnswer> {
    const records: string[] = [];
    let token: string | undefined;
    for (let page = 0; page < this.pace.longest; page++) {
      const answer = await this.page(question, token);
      records.push(...answer.records);
      token = answer.token;
      if (token === undefined) return { records, complete: true };
    }
    return { records, complete: false };
  }

  private async page(
    question: TrailQuestion,
    token: string | undefined,
    attempt = 0,
  ): Promise<{ records: string[]; token: string | undefined }> {
    const { key, value, since, until } = question;
    await this.turn();
    try {
      const { Events = [], NextToken } = await this.client.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: key, AttributeValue: value }],
          StartTime: since,
          EndTime: until,
          MaxResults: 50,
          ...(token !== undefined && { NextToken: token }),
        }),
      );
      return { records: Events.flatMap(({ CloudTrailEvent }) => CloudTrailEvent ?? []), token: NextToken };
    } catch (error) {
      if (!mayPass(error) || attempt >= repetitions) {
        throw awsFailure(
          error,
          `looking into CloudTrail of ${this.region} (cloudtrail:LookupEvents)`,
          "Nothing was changed.",
        );
      }
      await wait(this.pace.afterThrottling * 2 ** attempt);
      return this.page(question, token, attempt + 1);
    }
  }

  /** Waits until a call may be made. */
  private async turn(): Promise<void> {
    const now = Date.now();
    const due = Math.max(now, this.next);
    this.next = due + this.pace.between;
    if (due > now) await wait(due - now);
  }

  close(): void {
    this.client.destroy();
  }
}

/** What another attempt may mend: throttling, and errors of AWS's own. */
function mayPass(error: unknown): boolean {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return /Throttl|TooManyRequests|RequestLimitExceeded/.test(name) || status === 429 || status >= 500;
}
