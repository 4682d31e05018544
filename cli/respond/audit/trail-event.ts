import type { Actor, TrailEvent } from "../../../report/documents/audit";

/** A record of CloudTrail, as far as it is read. */
interface TrailRecord {
  eventID?: string;
  eventTime?: string;
  eventName?: string;
  eventSource?: string;
  awsRegion?: string;
  sourceIPAddress?: string;
  userAgent?: string;
  errorCode?: string;
  requestParameters?: { secretId?: unknown; secretIdList?: unknown; name?: unknown } | null;
  responseElements?: { credentials?: { accessKeyId?: unknown } } | null;
  additionalEventData?: { SecretId?: unknown } | null;
  userIdentity?: {
    type?: string;
    arn?: string;
    principalId?: string;
    accountId?: string;
    invokedBy?: string;
    accessKeyId?: string;
    sessionContext?: { sessionIssuer?: { arn?: string } };
    inScopeOf?: { credentialsIssuedTo?: string };
  };
}

/**
 * Reads a record. Of parameters only the names of entries are taken: CloudTrail hides values, and this does not rely on it.
 *
 * @param text JSON, as `CloudTrailEvent` of LookupEvents holds it.
 */
export function readTrailEvent(text: string): TrailEvent {
  const record = JSON.parse(text) as TrailRecord;
  const issued = record.responseElements?.credentials?.accessKeyId;
  return {
    id: plain(record.eventID, 64),
    time: plain(record.eventTime, 32),
    name: plain(record.eventName, 64),
    source: plain(record.eventSource, 64),
    region: plain(record.awsRegion, 32),
    actor: actorOf(record.userIdentity),
    address: plain(record.sourceIPAddress, 64),
    agent: plain(record.userAgent, 120),
    entries: entriesOf(record),
    ...(typeof issued === "string" && { issuedKeyId: plain(issued, 32) }),
    ...(record.errorCode !== undefined && { error: plain(record.errorCode, 64) }),
  };
}

function actorOf(identity: TrailRecord["userIdentity"] = {}): Actor {
  const { type, arn, principalId, accountId, invokedBy, accessKeyId, sessionContext, inScopeOf } = identity;
  const role = sessionContext?.sessionIssuer?.arn;
  const functionArn = inScopeOf?.credentialsIssuedTo;
  // What a service does by itself has no type: CloudTrail says only who was asked.
  const given = type ?? (invokedBy === undefined ? "Unknown" : "AWSService");
  const other = accountId === undefined ? principalId : `${principalId ?? "somebody"} of account ${accountId}`;
  return {
    type: plain(given, 32),
    name: plain(arn ?? (given === "AWSService" ? invokedBy : other), 200),
    ...(role !== undefined && { role: plain(role, 200) }),
    ...(functionArn !== undefined && { functionArn: plain(functionArn, 200) }),
    ...(accessKeyId !== undefined && accessKeyId !== "" && { accessKeyId: plain(accessKeyId, 32) }),
  };
}

function entriesOf({ requestParameters, additionalEventData }: TrailRecord): string[] {
  const { secretId, secretIdList, name } = requestParameters ?? {};
  const list: unknown[] = Array.isArray(secretIdList) ? secretIdList : [];
  const named: unknown[] = [secretId, name, additionalEventData?.SecretId, ...list];
  return named.flatMap((one) => (typeof one === "string" ? [plain(one, 300)] : []));
}

/** One line of bounded length: agents and names of sessions are written by whoever calls. */
function plain(text: string | undefined, longest: number): string {
  const shown = (text ?? "").replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
  return shown.length <= longest ? shown : `${shown.slice(0, longest - 1)}…`;
}
