import * as z from "zod";
import { texts } from "../document-fields";
import type { JsonDocument } from "../json-document";

const line = z.int().positive();
const place = {
  file: z.string().describe("As it was found from where the command ran; - is standard input."),
  line: line.describe("In the file, from 1, also for what stands inside a block of text."),
  document: z.int().positive().describe("The document inside the file, from 1."),
  kind: z.string().describe("Of the Kubernetes object, such as ConfigMap."),
  namespace: z.string().nullable().describe("Null where the manifest names none."),
  name: z.string().nullable().describe("Null where the manifest names none."),
  keyPath: z.string().describe("Inside the object, and on inside its values."),
};

const finding = z.strictObject({
  ...place,
  detector: z.string(),
  level: z.enum(["certain", "likely", "suspicious", "placeholder"]).describe("A placeholder fails nothing."),
  message: z.string().describe("What it is, and the fix. No value."),
});

const problem = z
  .strictObject({
    file: z.string(),
    line: line.nullable().describe("Null where the file as a whole is meant."),
    message: z.string(),
  })
  .describe("A file, or a document of it, that is broken.");

const schema = z
  .strictObject({
    version: z.literal(1),
    findings: z.array(finding),
    errors: z.array(problem),
    unread: z.array(z.strictObject({ ...place, reason: z.string() })).describe("Values that could not be looked into."),
    notes: texts.describe("What there is to say about the baseline."),
  })
  .describe("What strongroom scan --json writes.");

export default { id: "scan", title: "Strongroom scan", schema } satisfies JsonDocument;

/** A scan for programs. */
export type ScanDocument = z.infer<typeof schema>;
