import * as z from "zod";
import { account, entryName, rotationMode, texts } from "../document-fields";
import type { JsonDocument } from "../json-document";

const schema = z
  .strictObject({
    version: z.literal(1),
    environment: z.string(),
    account,
    region: z.string(),
    service: z.string(),
    group: z.string(),
    entry: entryName,
    mode: rotationMode,
    current: z.string().describe("Id of the version that is current now; in a dry run the one that would be replaced."),
    problems: texts.describe("What is not finished, each a sentence. None: the value is where it belongs."),
  })
  .describe("What strongroom rotate --json writes.");

export default { id: "rotate", title: "Strongroom rotate", schema } satisfies JsonDocument;

/** What a rotation came to, for programs. */
export type RotationDocument = z.infer<typeof schema>;
