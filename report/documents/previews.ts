import * as z from "zod";
import type { JsonDocument } from "../json-document";
import { previewSchema } from "./preview";

const location = z.strictObject({
  file: z.string(),
  line: z.int().positive().exactOptional().describe("Absent where the file as a whole is meant."),
});

const failed = z
  .strictObject({
    version: z.literal(1),
    environment: z.string(),
    problems: z.array(
      z.strictObject({
        message: z.string().describe("What is wrong, with its fix."),
        location: location.exactOptional().describe("Where it stands, if that is known."),
      }),
    ),
  })
  .describe("An environment whose preview failed.");

const schema = z
  .strictObject({
    version: z.literal(1),
    previews: z.array(z.union([previewSchema, failed])),
  })
  .describe(
    "What strongroom preview --all --json writes, and --json of one environment beside another form where its preview failed.",
  );

export default { id: "previews", title: "Strongroom previews", schema } satisfies JsonDocument;

/** The previews of several environments for programs. */
export type PreviewsDocument = z.infer<typeof schema>;
