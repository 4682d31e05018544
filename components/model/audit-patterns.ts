import type { AwsLocation } from "./iam";
import { nameInArn, withoutSuffix } from "./entry-spellings";
import { arn } from "./iam";
import type { EventPattern } from "./event-sync-rules";

/** Whose reads are as they should be. */
export interface KnownReaders {
  /** ARNs of roles whose sessions read, e.g. the role of the operator's store. */
  roles: readonly string[];
  /** ARNs of functions that rotate. */
  functions: readonly string[];
  /** ARNs of users, and of an account's root. */
  users: readonly string[];
}

/** The entries that are watched. */
export interface WatchedEntries {
  location: AwsLocation;
  /** Name of the environment: the first part of every entry's name. */
  environment: string;
  /** ARNs of entries that an AWS service owns, such as a master password of RDS. */
  serviceOwned: readonly string[];
}

/** The calls that hand out values. BatchGetSecretValue also writes a GetSecretValue for each entry. */
export const readingCalls = ["GetSecretValue", "BatchGetSecretValue"] as const;

/** The calls that take an entry, its protection or its rotation away. */
export const weakeningCalls = [
  "CancelRotateSecret",
  "DeleteResourcePolicy",
  "DeleteSecret",
  "PutResourcePolicy",
  "RemoveRegionsFromReplication",
  "StopReplicationToReplica",
] as const;

/** The calls that take a key away, or change who may use it. */
export const keyCalls = ["DisableKey", "PutKeyPolicy", "ScheduleKeyDeletion"] as const;

/** Characters of a pattern, unless an account asked for more. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const longestPattern = 2048;

type Matcher = string | Record<string, unknown>;

/**
 * Reads by anybody who is not known, refused ones included: who is refused has tried. A session is known by the role that it is
 * of, not by its name, which its user chooses; a function by what Lambda writes into the credentials, which nobody else can.
 * A service of AWS that reads for itself is no outsider: RDS reads the password that it owns.
 *
 * `anything-but` needs the field to be there, so each stands beside `exists: false`: a user has no session.
 *
 * A rule sees these events only in the state {@link seesReads}.
 *
 * Sources: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 *
 * @returns One pattern, and more where entries of AWS's services make one longer than {@link longestPattern}.
 */
export function readPatterns(entries: WatchedEntries, known: KnownReaders): EventPattern[] {
  const pattern = (given: object) => readPattern(given, known);
  const own = ownEntries(entries);
  const named = pattern({ $or: [{ secretId: own }, { secretIdList: own }] });
  const owned = spread(entries.serviceOwned.flatMap(spellings), (some) => pattern({ secretId: some }));
  return [named, ...owned];
}

/** The state in which a rule sees calls that only read. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html */
export const seesReads = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

function readPattern(requestParameters: object, { roles, functions, users }: KnownReaders): EventPattern {
  return {
    source: ["aws.secretsmanager"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: [...readingCalls],
      requestParameters,
      userIdentity: {
        type: [{ "anything-but": ["AWSService"] }],
        ...(users.length > 0 && { arn: noneOf(users) }),
        ...(roles.length > 0 && { sessionContext: { sessionIssuer: { arn: noneOf(roles) } } }),
        ...(functions.length > 0 && { inScopeOf: { credentialsIssuedTo: noneOf(functions) } }),
      },
    },
  };
}

/**
 * Calls that were carried out and that take an entry, its protection or its rotation away, whoever made them.
 *
 * @returns One pattern, and more where entries of AWS's services make one longer than {@link longestPattern}.
 */
export function changePatterns(entries: WatchedEntries): EventPattern[] {
  const pattern = (secretId: readonly Matcher[]): EventPattern => ({
    source: ["aws.secretsmanager"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: [...weakeningCalls],
      requestParameters: { secretId },
      errorCode: [{ exists: false }],
    },
  });
  return [pattern(ownEntries(entries)), ...spread(entries.serviceOwned.flatMap(spellings), pattern)];
}

/**
 * Calls that take the key away that opens the entries, or change who may use it. KMS takes a key's id or ARN in them, no alias.
 *
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 *
 * @param kmsKeyArn For example `"arn:aws:kms:eu-west-1:123456789012:key/0a1b"`.
 */
export function keyPattern(kmsKeyArn: string): EventPattern {
  return {
    source: ["aws.kms"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["kms.amazonaws.com"],
      eventName: [...keyCalls],
      requestParameters: { keyId: [kmsKeyArn, kmsKeyArn.replace(/^.*:key\//, "")] },
      errorCode: [{ exists: false }],
    },
  };
}

/** An entry is named as its caller named it: by its name, or by its ARN with or without the last six characters. */
function ownEntries({ environment, location }: WatchedEntries): Matcher[] {
  return [{ prefix: `${environment}/` }, { prefix: arn("secretsmanager", location, `secret:${environment}/`) }];
}

function spellings(entryArn: string): Matcher[] {
  return [...new Set([entryArn, withoutSuffix(entryArn), nameInArn(entryArn)])];
}

function noneOf(values: readonly string[]): Matcher[] {
  return [{ "anything-but": [...values].sort() }, { exists: false }];
}

/** As many matchers in a pattern as fit; at least one in each. */
function spread(matchers: readonly Matcher[], pattern: (some: readonly Matcher[]) => EventPattern): EventPattern[] {
  const groups: Matcher[][] = [];
  for (const matcher of matchers) {
    const last = groups.at(-1);
    if (last && JSON.stringify(pattern([...last, matcher])).length <= longestPattern) last.push(matcher);
    else groups.push([matcher]);
  }
  return groups.map(pattern);
}
