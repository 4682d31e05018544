/** Who called, as CloudTrail says it. */
export interface Actor {
  /** For example `"AssumedRole"`, `"IAMUser"`, `"Root"`, `"AWSAccount"`, `"AWSService"`. */
  type: string;
  /** The user, or the session; for a service its name. */
  name: string;
  /** The role that a session is of. */
  role?: string;
  /** The function that called: Lambda writes it into its keys, and nobody else can. */
  functionArn?: string;
  accessKeyId?: string;
}

/** One event, without anything that may hold a value. */
export interface TrailEvent {
  id: string;
  /** When, in UTC, e.g. `"2026-11-27T12:26:45Z"`. */
  time: string;
  /** For example `"GetSecretValue"`. */
  name: string;
  /** For example `"secretsmanager.amazonaws.com"`. */
  source: string;
  region: string;
  actor: Actor;
  /** An address, or the name of an AWS service. */
  address: string;
  /** What the caller says that it is: anybody may write anything there. */
  agent: string;
  /** Entries that it names, as the caller wrote them. */
  entries: string[];
  /** Id of the key that a session got, where the call gave one. */
  issuedKeyId?: string;
  /** Set where AWS refused the call or failed. */
  error?: string;
}

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
