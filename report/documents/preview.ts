import * as z from "zod";
import { findingLevel, message, notOpened, severity, texts } from "../document-fields";
import type { JsonDocument } from "../json-document";

const resource = z.strictObject({
  kind: z
    .enum(["create", "import", "read", "component"])
    .describe("What up would do with it: make it, take over what exists, only read it; a component groups others."),
  type: z.string(),
  name: z.string(),
});

const finding = z.strictObject({
  level: findingLevel,
  severity,
  policy: z.string().describe("Id of the policy."),
  type: z.string().describe("Of the resource."),
  name: z.string().describe("Of the resource."),
  message,
  file: z.string().nullable().describe("Source file of the declaration. Null where it was not found."),
  line: z.int().positive().nullable().describe("Null where the file as a whole is meant, or none was found."),
});

const changedResource = z.strictObject({
  type: z.string(),
  name: z.string(),
  inputs: texts.describe("Names of the inputs that differ, sorted; empty for one that is created or removed."),
});

const changes = z
  .strictObject({
    created: z.array(changedResource),
    changed: z.array(changedResource),
    removed: z.array(changedResource),
  })
  .describe("Against the program as it was. Absent where nothing was compared.");

/** A preview. It holds names of inputs and outputs, and no value. */
export const previewSchema = z
  .strictObject({
    version: z.literal(1),
    program: z.string(),
    environment: z.string(),
    blocked: z.boolean().describe("Whether a mandatory rule is violated."),
    resources: z.array(resource).describe("Each before its children."),
    findings: z.array(finding),
    changes: changes.exactOptional(),
    outputs: texts.describe("Names of the program's outputs."),
    awaitingSeed: texts.describe("Entries of Secrets Manager that have no value yet."),
    notOpened,
    ruleCount: z.int().nonnegative().describe("Rules that judged."),
  })
  .describe("What strongroom preview --json writes of one environment.");

export default { id: "preview", title: "Strongroom preview", schema: previewSchema } satisfies JsonDocument;

/** A preview for programs. */
export type PreviewDocument = z.infer<typeof previewSchema>;
/** A resource that a change creates, changes or removes. Metadata only. */
export type ChangedResource = z.infer<typeof changedResource>;
/** What a program registers differently than it did. */
export type Changes = z.infer<typeof changes>;
