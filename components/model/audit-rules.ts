import { alertPrefix } from "./alert-topic";
import { changePatterns, keyPattern, type KnownReaders, longestPattern, readPatterns } from "./audit-patterns";
import type { EventPattern, InputTransformer } from "./event-sync-rules";
import { type Problem, ProblemList } from "./problems";
import type { EnvironmentRef } from "./references";

/** What a SecretAudit is made of. */
export interface SecretAuditArgs {
  /** The environment whose entries are watched: every one whose name begins with its own. */
  environment: EnvironmentRef;
  /** Where alarms go: `topicArn` of AlertTopic. Without one nothing is created. */
  topicArn: string | undefined;
  /** Whether anything is watched. Default: in production, see `isProduction`. */
  enabled?: boolean;
  /** Whether reads are watched: they need a trail that logs them, see `SecretAudit`. Default true. */
  reads?: boolean;
  /** ARNs of the roles that read for the pods: those of the stores, as `storeRoleArn` gives them. */
  storeRoleArns: readonly string[];
  /** ARNs of the functions that rotate. Default: none. */
  rotationFunctionArns?: readonly string[];
  /** ARNs of other roles and users that may read, e.g. `["arn:aws:iam::123456789012:role/break-glass"]`. Default: none. */
  readers?: readonly string[];
  /** ARNs of entries that an AWS service owns, which are watched as well. Default: none. */
  serviceOwnedArns?: readonly string[];
  /** The customer key of the entries, which is watched as well. Default: none, AWS's own keys cannot be taken away. */
  kmsKeyArn?: string;
  /** Reads by others within five minutes that count as a burst. Default 10. */
  burst?: number;
}

/** What decides what is watched. */
export interface AuditScope {
  environment: EnvironmentRef;
  /** ARNs of entries that an AWS service owns. */
  serviceOwned: readonly string[];
  /** The key that opens the entries, where it is not AWS's own. */
  kmsKeyArn?: string;
  known: KnownReaders;
  /** Whether reads are watched. */
  reads: boolean;
}

/** One rule of EventBridge, and what its target makes of an event. */
export interface AuditRule extends InputTransformer {
  /** What it watches: `reads`, `changes` or `key`, with a number behind it from the second pattern on. */
  id: string;
  /** Name of the rule, e.g. `"strongroom-prod-audit-reads"`. */
  ruleName: string;
  description: string;
  pattern: EventPattern;
  /** Whether it has to see calls that only read. */
  reads: boolean;
}

/** The rules that watch an environment's entries, their protection and their key. */
export function auditRules(scope: AuditScope): AuditRule[] {
  const { environment, serviceOwned, kmsKeyArn, known } = scope;
  const entries = { location: environment, environment: environment.name, serviceOwned };
  const reads = scope.reads ? readPatterns(entries, known) : [];
  return [
    ...reads.map((pattern, index) => rule(environment, "reads", index, pattern)),
    ...changePatterns(entries).map((pattern, index) => rule(environment, "changes", index, pattern)),
    ...(kmsKeyArn === undefined ? [] : [rule(environment, "key", 0, keyPattern(kmsKeyArn))]),
  ];
}

/** Everything that is wrong with what is asked for, each with its fix. */
export function auditProblems(scope: AuditScope, burst: number | undefined, readers: readonly string[]): Problem[] {
  const { problems, check } = new ProblemList();
  readers.forEach((reader, index) => {
    if (readerPattern.test(reader)) return;
    const wanted = "the ARN of one role, user or root, e.g. arn:aws:iam::123456789012:role/break-glass";
    check(["readers", index], `must be ${wanted}, not ${JSON.stringify(reader)}`);
  });
  if (burst !== undefined && !(Number.isInteger(burst) && burst >= 1)) {
    check(["burst"], `must be a whole number of reads in five minutes, from 1, e.g. 10, not ${JSON.stringify(burst)}`);
  }
  const longest = Math.max(...auditRules(scope).map(({ pattern }) => JSON.stringify(pattern).length));
  if (longest > longestPattern) {
    const fix = "name fewer readers, or let people read by one role";
    check(["readers"], `make a pattern of ${longest} characters; EventBridge allows ${longestPattern}: ${fix}`);
  }
  return problems;
}

/** A role, a user or an account's root; a session has a name that its user chooses. */
export const readerPattern = /^arn:aws[a-z-]*:iam::\d{12}:((role|user)\/[A-Za-z0-9_+=,.@/-]+|root)$/;

/** The parts of {@link KnownReaders} that declared readers belong to. */
export function declaredReaders(readers: readonly string[]): Pick<KnownReaders, "roles" | "users"> {
  const isRole = (reader: string) => /:role\//.test(reader);
  return { roles: readers.filter(isRole), users: readers.filter((reader) => !isRole(reader)) };
}

type Watched = "reads" | "changes" | "key";

const described: Record<Watched, (environment: string) => string> = {
  reads: (environment) => `Reads of secrets of ${environment} by others than their readers.`,
  changes: (environment) => `Deletions of secrets of ${environment}, of their policies, and of their rotation.`,
  key: (environment) => `The key of the secrets of ${environment}: disabled, to be deleted, opened to others.`,
};

const whoDidIt = ["By: <type> <who>", "From: <address>"];

/** What a person reads. Lines in double quotes, as EventBridge takes a text of several lines. */
const messages: Record<Watched, (environment: string) => string[]> = {
  reads: (environment) => [
    `A secret of ${environment} was asked for by somebody who is not known to read it: <event>, at <time>.`,
    "Secret: <secret><secrets>",
    ...whoDidIt,
    "AWS refused it, if it says so here: <error>",
    `If this is right, type: pulumi config set --stack ${environment} --path 'strongroom:audit.readers[0]' ARN (of the role or user)`,
    `If it is not, type: npx strongroom respond ${environment} SERVICE GROUP (the secret's name says both; docs/runbooks.md is the way on paper)`,
  ],
  changes: (environment) => [
    `A secret of ${environment} lost something: <event>, at <time>.`,
    "Secret: <secret>",
    ...whoDidIt,
    "A deleted secret can be restored within its recovery window, type: aws secretsmanager restore-secret --secret-id NAME",
    `See what the program would put right, type: pulumi preview --stack ${environment} --refresh --diff`,
  ],
  key: (environment) => [
    `The key that opens the secrets of ${environment} was changed: <event>, at <time>.`,
    "Key: <key>",
    ...whoDidIt,
    "Without it no secret can be read. Type: aws kms cancel-key-deletion --key-id ID; aws kms enable-key --key-id ID",
  ],
};
const inputPaths: Record<Watched, Record<string, string>> = {
  reads: {
    secret: "$.detail.requestParameters.secretId",
    secrets: "$.detail.requestParameters.secretIdList",
    error: "$.detail.errorCode",
  },
  changes: { secret: "$.detail.requestParameters.secretId" },
  key: { key: "$.detail.requestParameters.keyId" },
};

function rule({ name }: EnvironmentRef, watched: Watched, index: number, pattern: EventPattern): AuditRule {
  const id = index === 0 ? watched : `${watched}-${index + 1}`;
  return {
    id,
    ruleName: `${alertPrefix(name)}audit-${id}`,
    description: described[watched](name),
    pattern,
    reads: watched === "reads",
    inputPaths: {
      event: "$.detail.eventName",
      time: "$.detail.eventTime",
      type: "$.detail.userIdentity.type",
      who: "$.detail.userIdentity.arn",
      address: "$.detail.sourceIPAddress",
      ...inputPaths[watched],
    },
    inputTemplate: messages[watched](name)
      .map((line) => JSON.stringify(line))
      .join("\n"),
  };
}
