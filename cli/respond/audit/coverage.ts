import type { Gap } from "../../../report/documents/audit";
import { historyDays } from "./queries";
import type { AuditSubject } from "./subject";

/** How well CloudTrail was read. */
export interface Read {
  /** The first moment that was asked for. */
  since: Date;
  until: Date;
  /** Regions that were asked. */
  regions: readonly string[];
  /** Questions whose oldest pages are missing, e.g. `"ResourceName prod/api/app in eu-west-1"`. */
  cut: readonly string[];
  /** Whether any read of the entry was seen. */
  sawReads: boolean;
}

const day = 86_400_000;
/** Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html */
const delayMinutes = 15;

/** The first moment that the event history can be asked for. */
export function historyBegin(leakedAt: Date, now: Date): Date {
  return new Date(Math.max(leakedAt.getTime(), now.getTime() - historyDays * day));
}

/** What was not covered: a report that does not say so would be believed. */
export function gaps(subject: AuditSubject, read: Read): Gap[] {
  const found: Gap[] = [];
  if (subject.leakedAt.getTime() < read.since.getTime()) {
    const from = subject.leakedAt.toISOString().slice(0, 10);
    found.push({
      what: `${from} to ${read.since.toISOString().slice(0, 10)}: the event history reaches ${historyDays} days back.`,
      next: "Run audit-athena.sql on the trail's files, or audit-cloudtrail-lake.sql on an event data store; both lie beside this report.",
      link: "https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html",
    });
  }
  found.push({
    what: `The last ${delayMinutes} minutes before ${read.until.toISOString().slice(0, 16)}Z: events arrive with a delay.`,
    next: "Run this step again in half an hour.",
  });
  for (const question of read.cut) {
    found.push({
      what: `The oldest events of ${question}: there are more than were read.`,
      next: "Run the query in audit-athena.sql.",
    });
  }
  if (subject.entry !== undefined && !read.sawReads) {
    found.push({
      what: "Not one read of the entry was seen, not even the operator's: CloudTrail may not show reads here.",
      next: "Look in Event history for GetSecretValue; check the account, the region and the name.",
      link: `https://${subject.environment.region}.console.aws.amazon.com/cloudtrailv2/home?region=${subject.environment.region}#/events?EventName=GetSecretValue`,
    });
  }
  if (subject.entry !== undefined) {
    found.push({
      what: "Who read the value elsewhere: the Secret in the cluster, pods that hold it, backups, logs, the place where it leaked.",
      next: "Ask the API server's audit log for reads of the Secret, and the place of the leak for who could see it.",
      link: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
    });
  }
  if (subject.accessKeyIds.length + subject.roleArns.length > 0) {
    found.push({
      what: `Use of what leaked in regions other than ${read.regions.join(", ")}, and of data (objects of S3, items of DynamoDB): the event history has neither.`,
      next: "Ask each region that it may act in; ask the trail's files for data events, if it logs them.",
    });
  }
  for (const { what, link } of subject.elsewhere) {
    found.push({
      what: `${what}: AWS does not know what was done with the credential there.`,
      next: "Look there.",
      link,
    });
  }
  return found;
}
