import * as z from "zod";
import { account, entryName, moment, texts } from "../document-fields";
import type { JsonDocument } from "../json-document";

const consumer = z.strictObject({
  kind: z.enum(["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"]),
  namespace: z.string(),
  name: z.string(),
  comes: z
    .enum(["restart", "files", "next-run", "absent"])
    .describe(
      "How it comes to a new value: by a restart, by files that it reads again, at its next run; absent: the cluster has none.",
    ),
  generation: z.int().describe("Of one that is restarted: how often its spec was changed."),
  hasReloader: z.boolean().describe("Whether Stakater Reloader is asked to restart it."),
});

/** What leaked, and who holds it. The document of `strongroom respond --json` has these, too. */
export const leaked = {
  environment: z.string(),
  account,
  region: z.string(),
  cluster: z.string(),
  subject: z
    .string()
    .describe("What leaked, in short: an entry, the id of an access key, the name of a role, a repository."),
  what: z.string().describe("The same in full."),
  kind: z.string().describe("Titles of the playbooks."),
  owner: z.string(),
  runbook: z.string(),
  leakedAt: moment.describe("Since when it may be known."),
};

const incident = z
  .strictObject({
    id: z.string().describe("The name of its folder."),
    ...leaked,
    startedAt: moment,
    consumers: z.array(consumer).describe("The workloads that hold it, as they were before anything changed."),
    folder: z.string().describe("On the machine where it was opened."),
    isDrill: z.literal(true).exactOptional().describe("Nothing leaked: a team practises."),
  })
  .describe("What leaked, as it was found when the response began. No value.");

const entryIncident = incident
  .extend({
    service: z.string(),
    group: z.string(),
    keys: texts.describe("Keys of the entry that are replaced. Empty: the credential as a whole."),
    entry: entryName,
    arn: z.string(),
    version: z.string().describe("Id of the version that leaked."),
  })
  .describe("The same of an entry.");

const facts = z.record(z.string(), z.string()).describe("What a step saw: names, versions and times, never a value.");

const schema = z
  .strictObject({
    version: z.literal(1),
    at: moment,
    by: z.string().describe("ARN of whoever ran the command."),
    on: z.string().describe("Name of the machine that it ran on."),
    run: z
      .string()
      .describe("Id of the run, which tells its lines from those that another run writes in the same millisecond."),
    event: z.enum(["opened", "resumed", "taken over", "started", "done", "failed", "closed"]),
    step: z.string().exactOptional().describe("Id of the step."),
    facts: facts.exactOptional(),
    problem: z.string().exactOptional().describe("Why a step failed."),
    incident: z.union([entryIncident, incident]).exactOptional().describe("Of the first line."),
  })
  .describe("A line of journal.jsonl, which strongroom respond and strongroom drill write into the incident's folder.");

export default { id: "journal", title: "Strongroom journal", schema } satisfies JsonDocument;

/** A line of the journal. */
export type JournalEvent = z.infer<typeof schema>;
/** What a step saw: names, versions and times, never a value. */
export type Facts = z.infer<typeof facts>;
/** What leaked, and who holds it, as it was found when the response began. No value is in it. */
export type Incident = z.infer<typeof incident>;
/** A value of an entry that leaked. */
export type EntryIncident = z.infer<typeof entryIncident>;
