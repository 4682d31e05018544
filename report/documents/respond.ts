import * as z from "zod";
import type { JsonDocument } from "../json-document";
import { leaked } from "./journal";

const step = z.strictObject({
  id: z.string(),
  phase: z
    .enum(["revoke", "rotate", "audit", "communicate"])
    .exactOptional()
    .describe("Absent, like the title, where the response was finished before."),
  title: z.string().exactOptional(),
  state: z.enum(["done", "failed", "to do"]),
});

const schema = z
  .strictObject({
    version: z.literal(1),
    incident: z.string().nullable().describe("Id of the incident. Null in a dry run of what has not begun."),
    ...leaked,
    folder: z.string().nullable().describe("Where journal and reports are. Null where the incident is."),
    isClosed: z.boolean().describe("Whether every step is done."),
    steps: z.array(step),
  })
  .describe("What strongroom respond --json writes: what leaked, and how far the response has come.");

export default { id: "respond", title: "Strongroom respond", schema } satisfies JsonDocument;

/** A response for programs. */
export type ResponseDocument = z.infer<typeof schema>;
