import * as z from "zod";
import { account, entryName, texts } from "../document-fields";
import type { JsonDocument } from "../json-document";

const entry = z.strictObject({
  group: z.string(),
  entry: entryName,
  put: texts.describe("Keys that got a value now, those of the declaration included."),
  missing: texts.describe("Keys that lack a value still."),
  placeholders: texts.describe("Keys whose value is a placeholder."),
  recorded: z.boolean().describe("Whether it stands under strongroom:seeded in the stack file."),
});

const schema = z
  .strictObject({
    version: z.literal(1),
    environment: z.string(),
    account,
    region: z.string(),
    service: z.string(),
    entries: z.array(entry),
  })
  .describe("What strongroom seed --json writes: names of keys, never their values.");

export default { id: "seed", title: "Strongroom seed", schema } satisfies JsonDocument;

/** What a seeding came to, for programs. */
export type SeedDocument = z.infer<typeof schema>;
