import { entrySpellings } from "../../../components/model/entry-spellings";
import { readingCalls } from "../../../components/model/audit-patterns";
import { type AuditSubject, inRegion } from "./subject";

/** The event history ends here. Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
export const historyDays = 90;

/** A query that is ready to run, and how. */
export interface ReadyQuery {
  /** Name of its file. */
  file: string;
  text: string;
}

/**
 * Queries for the time before the event history: on a trail's files by Athena, and on an event data store of CloudTrail Lake.
 *
 * Sources: https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html,
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-lake-examples.html
 *
 * @param until The last moment that they ask for.
 */
export function readyQueries(subject: AuditSubject, until: Date): ReadyQuery[] {
  return [
    { file: "audit-athena.sql", text: athena(subject, until) },
    { file: "audit-cloudtrail-lake.sql", text: lake(subject, until) },
  ];
}

function athena(subject: AuditSubject, until: Date): string {
  const columns = [
    "eventtime",
    "awsregion",
    "eventname",
    "useridentity.type AS type",
    "useridentity.arn AS who",
    "useridentity.sessioncontext.sessionissuer.arn AS role",
    "useridentity.accesskeyid AS access_key",
    "sourceipaddress",
    "useragent",
    "errorcode",
    "json_extract_scalar(requestparameters, '$.secretId') AS secret",
  ];
  const where = conditions(subject, {
    entry: "json_extract_scalar(requestparameters, '$.secretId')",
    list: (name) => `requestparameters LIKE ${quote(`%"secretIdList"%"${name}"%`)}`,
    key: "useridentity.accesskeyid",
    role: "useridentity.sessioncontext.sessionissuer.arn",
  });
  return [
    "-- Athena, on the table of your trail: put its name in place of cloudtrail_logs. It is made once, in the console of CloudTrail:",
    "-- Event history, Create Athena table. A scan costs 5 USD a terabyte: where the table has partitions, name them as well.",
    `SELECT ${columns.join(",\n       ")}`,
    "FROM cloudtrail_logs",
    `WHERE eventtime BETWEEN ${quote(stamp(subject.leakedAt))} AND ${quote(stamp(until))}`,
    `  AND (${where})`,
    "ORDER BY eventtime;",
    "",
  ].join("\n");
}

function lake(subject: AuditSubject, until: Date): string {
  const columns = [
    "eventTime",
    "awsRegion",
    "eventName",
    "userIdentity.type AS type",
    "userIdentity.arn AS who",
    "userIdentity.sessionContext.sessionIssuer.arn AS role",
    "userIdentity.accessKeyId AS accessKey",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "element_at(requestParameters, 'secretId') AS secret",
  ];
  const where = conditions(subject, {
    entry: "element_at(requestParameters, 'secretId')",
    list: (name) => `element_at(requestParameters, 'secretIdList') LIKE ${quote(`%${name}%`)}`,
    key: "userIdentity.accessKeyId",
    role: "userIdentity.sessionContext.sessionIssuer.arn",
  });
  const time = (moment: Date) => quote(stamp(moment).replace("T", " ").replace("Z", ""));
  return [
    "-- CloudTrail Lake: put the id of your event data store in place of EVENT_DATA_STORE_ID. To run it:",
    "-- aws cloudtrail start-query --query-statement file://audit-cloudtrail-lake.sql",
    `SELECT ${columns.join(",\n       ")}`,
    "FROM EVENT_DATA_STORE_ID",
    `WHERE eventTime BETWEEN ${time(subject.leakedAt)} AND ${time(until)}`,
    `  AND (${where})`,
    "ORDER BY eventTime",
    "",
  ].join("\n");
}

/** How a table is asked for an entry, for one in a list, for a key, and for the sessions of a role. */
interface Columns {
  entry: string;
  list: (name: string) => string;
  key: string;
  role: string;
}

function conditions(subject: AuditSubject, columns: Columns): string {
  const { entry, accessKeyIds, roleArns, environment, replicaRegions } = subject;
  const names = entry === undefined ? [] : entrySpellings(entry);
  const everywhere = [environment.region, ...replicaRegions].flatMap((region) =>
    names.map((name) => inRegion(name, environment.region, region)),
  );
  const calls = `eventName IN (${readingCalls.map(quote).join(", ")})`;
  const named = [...new Set(everywhere)];
  const ofEntry = `(${calls} AND (${columns.entry} IN (${named.map(quote).join(", ")})\n       OR ${named.map(columns.list).join("\n       OR ")}))`;
  const ofKeys = `${columns.key} IN (${accessKeyIds.map(quote).join(", ")})`;
  const ofRoles = `${columns.role} IN (${roleArns.map(quote).join(", ")})`;
  return [
    ...(named.length > 0 ? [ofEntry] : []),
    ...(accessKeyIds.length > 0 ? [ofKeys] : []),
    ...(roleArns.length > 0 ? [ofRoles] : []),
  ].join("\n    OR ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Seconds, as CloudTrail writes its times. */
function stamp(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, "Z");
}
