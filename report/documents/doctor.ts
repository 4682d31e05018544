import * as z from "zod";
import { doctorGroups } from "../doctor-report";
import type { JsonDocument } from "../json-document";

const check = z.strictObject({
  group: z.enum(doctorGroups),
  check: z.string().describe("What was looked at."),
  state: z
    .enum(["ok", "warning", "problem", "not-checked"])
    .describe(
      "A warning can wait, a problem keeps something from working. Not checked: the look itself failed, which is no pass.",
    ),
  found: z.string().describe("What was found, never a value."),
  fix: z
    .string()
    .nullable()
    .describe("What to type or to do. Null where all is well, and where an earlier check has it."),
});

const schema = z
  .strictObject({
    version: z.literal(1),
    environment: z.string().nullable().describe("Null where only the machine was looked at."),
    ready: z
      .boolean()
      .describe("Whether everything was looked at and nothing is wrong. A warning does not stand in the way."),
    checks: z.array(check),
  })
  .describe("What strongroom doctor --json writes.");

export default { id: "doctor", title: "Strongroom doctor", schema } satisfies JsonDocument;

/** What the doctor found, for programs. */
export type DoctorDocument = z.infer<typeof schema>;
