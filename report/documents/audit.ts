import * as z from "zod";
import { account, counts, moment, texts } from "../document-fields";
import type { JsonDocument } from "../json-document";

const actor = z
  .strictObject({
    type: z.string().describe("As CloudTrail says it: AssumedRole, IAMUser, Root, AWSAccount, AWSService."),
    name: z.string().describe("The user, or the session; for a service its name."),
    role: z.string().exactOptional().describe("The role that a session is of."),
    functionArn: z
      .string()
      .exactOptional()
      .describe("The function that called: Lambda writes it into its keys, and nobody else can."),
    accessKeyId: z.string().exactOptional(),
  })
  .describe("Who called.");

const standing = z
  .enum(["unknown", "declared", "operator", "rotation", "aws"])
  .describe(
    "What somebody is to the environment: a declared reader, the operator, a rotation function, AWS itself, or nobody known.",
  );

const event = z.strictObject({
  id: z.string(),
  time: z.string().describe("When, in UTC."),
  name: z.string().describe("The call, such as GetSecretValue."),
  source: z.string().describe("The service, such as secretsmanager.amazonaws.com."),
  region: z.string(),
  actor,
  address: z.string().describe("An address, or the name of an AWS service."),
  agent: z.string().describe("What the caller says that it is: anybody may write anything there."),
  entries: texts.describe("Entries that it names, as the caller wrote them."),
  issuedKeyId: z.string().exactOptional().describe("Id of the key that a session got, where the call gave one."),
  error: z.string().exactOptional().describe("Set where AWS refused the call or failed."),
});

const summary = z
  .strictObject({
    actor,
    standing,
    reads: z.int().nonnegative().describe("Reads that were answered with a value."),
    refused: z.int().nonnegative().describe("Calls that AWS refused."),
    calls: counts.describe("Call to how often."),
    addresses: counts.describe("Address to how often, the most frequent first."),
    agents: texts,
    first: z.string(),
    last: z.string(),
  })
  .describe("Everything that one principal did, summed up.");

const gap = z
  .strictObject({
    what: z.string(),
    next: z.string().describe("What to do, or where to look."),
    link: z.string().exactOptional(),
  })
  .describe("Something that the audit did not see.");

const outsideUse = z
  .enum(["yes", "possible", "no", "not known"])
  .describe("Whether somebody outside had the credential.");

const schema = z
  .strictObject({
    version: z.literal(1),
    environment: z.string(),
    account,
    entry: z
      .strictObject({ name: z.string(), arn: z.string().exactOptional() })
      .exactOptional()
      .describe("The entry that leaked."),
    accessKeyIds: texts.describe("Ids of access keys that leaked."),
    roleArns: texts.describe("Roles whose sessions leaked."),
    leakedAt: moment.describe("Since when it may be known."),
    outsideUse,
    actors: z.array(summary).describe("The unknown first, then by how much they read."),
    timeline: z
      .array(event.extend({ standing }))
      .describe("What others than the known readers did, and what changed the entry, the oldest first."),
    events: z.int().nonnegative().describe("Events that were read."),
    since: moment.describe("The first moment that CloudTrail was asked for."),
    until: moment.describe("The last one."),
    regions: texts,
    gaps: z.array(gap),
    queries: texts.describe("Files beside it, with queries for what the event history does not hold any more."),
  })
  .describe("audit.json, which strongroom respond and strongroom drill write into the incident's folder.");

export default { id: "audit", title: "Strongroom audit", schema } satisfies JsonDocument;

/** The audit for programs. */
export type AuditDocument = z.infer<typeof schema>;
/** Who called, as CloudTrail says it. */
export type Actor = z.infer<typeof actor>;
/** One event, without anything that may hold a value. */
export type TrailEvent = z.infer<typeof event>;
/** What somebody is to this environment. */
export type Standing = z.infer<typeof standing>;
/** Everything that one principal did, summed up. */
export type ActorSummary = z.infer<typeof summary>;
/** Whether somebody outside had the credential. */
export type OutsideUse = z.infer<typeof outsideUse>;
/** One thing that the audit did not see, and what to do about it. */
export type Gap = z.infer<typeof gap>;
