import * as z from "zod";
import type { JsonDocument } from "../json-document";

const accepted = z
  .object({
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string().nullable(),
    keyPath: z.string().describe("As the finding prints it."),
    detector: z.string(),
    fingerprint: z
      .string()
      .exactOptional()
      .describe(
        "Digest of the value under the baseline's key. Absent for a value that could be guessed: it is accepted by its place.",
      ),
  })
  .describe("A finding that was accepted. It names no line and no file, so that both may move.");

/** It is read again: fields that a later version adds are let be. */
const schema = z
  .object({
    version: z.literal(1),
    key: z.string().min(16).describe("Random, made with the file: digests of one baseline mean nothing in another."),
    accepted: z.array(accepted),
  })
  .describe("The file that strongroom baseline writes and strongroom scan --baseline reads.");

export default { id: "baseline", title: "Strongroom baseline", schema } satisfies JsonDocument;

/** The content of a baseline file. */
export type Baseline = z.infer<typeof schema>;
/** A finding that was accepted. */
export type AcceptedFinding = z.infer<typeof accepted>;
