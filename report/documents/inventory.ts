import * as z from "zod";
import { day, entryName, rotationMode, teamStack, texts } from "../document-fields";
import type { JsonDocument } from "../json-document";

/** An entry on a day, as the report has it, too. */
export const inventoryEntry = z
  .strictObject({
    environment: z.string(),
    stack: teamStack,
    entry: entryName,
    service: z.string(),
    group: z.string(),
    namespace: z.string().describe("The Kubernetes namespace that reads it."),
    owner: z.string().describe("Team and address."),
    runbook: z.string().describe("Address of the page that says how to rotate it."),
    mode: rotationMode,
    kind: z.enum(["database", "application"]).describe("What it opens."),
    intervalDays: z.number().positive().describe("The longest time between two rotations."),
    lastRotated: day.nullable().describe("Null where nothing says it."),
    due: day.nullable().describe("When the next rotation is due. Null where nothing says it."),
    awaitingSeed: z.boolean().describe("Nobody has put a value yet."),
    consumers: texts.describe("Workloads that read it, as Kind/name."),
    state: z.enum(["overdue", "due", "unknown", "awaiting-seed", "ok"]),
    days: z.int().nullable().describe("Days that it is overdue, or until it is due. Null where no day is known."),
    notes: texts.describe("What is to be done about it, each a sentence."),
  })
  .describe("An entry of Secrets Manager: a group of keys that rotates as one.");

const schema = z
  .strictObject({
    version: z.literal(1),
    today: day.describe("The day that is counted from, in UTC."),
    environments: texts,
    live: z.boolean().describe("Whether AWS was asked for days and missing entries."),
    entries: z.array(inventoryEntry).describe("By urgency: what is late first."),
    notes: texts.describe("What is to be said of no entry alone."),
  })
  .describe("What strongroom inventory --json writes.");

export default { id: "inventory", title: "Strongroom inventory", schema } satisfies JsonDocument;

/** The inventory for programs. */
export type InventoryDocument = z.infer<typeof schema>;
