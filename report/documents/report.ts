import * as z from "zod";
import { account, day, findingLevel, message, notOpened, severity, teamStack, texts } from "../document-fields";
import type { JsonDocument } from "../json-document";
import { inventoryEntry } from "./inventory";

const taker = z
  .strictObject({
    kind: z.enum(["role", "principal", "web identity", "service"]),
    id: z.string().describe("Name of a role of this program; otherwise an ARN, a service, an account or *."),
    conditions: texts.describe("What the trust demands, each as it stands there."),
  })
  .describe("Somebody whom a role's trust names.");

const role = z
  .strictObject({
    name: z.string(),
    arn: z.string(),
    description: z.string(),
    boundary: z.string().nullable().describe("Name of its permissions boundary."),
    takers: z.array(taker),
    gaps: texts.describe("What could not be evaluated, each a sentence."),
  })
  .describe("An IAM role of the program.");

const reader = z
  .strictObject({
    role: z.string(),
    tags: z.record(z.string(), z.string()).describe("Session tags that it takes; empty: every session reads."),
    takenBy: texts.describe("Who may take the role with these tags."),
    conditions: texts.describe("What else depends on the request. Empty: it always reads."),
  })
  .describe("Sessions of a role that read a value.");

const readable = z
  .strictObject({
    kind: z.enum(["secret", "parameter"]),
    name: z.string(),
    service: z.string(),
    encryption: z.enum(["none", "aws-key", "customer-key"]),
    readers: z.array(reader),
    rotatedBy: texts.describe("Functions that rotate it, and so read it. Their roles stand outside the program."),
    others: z
      .array(z.strictObject({ id: z.string(), conditions: texts }))
      .describe("Whom its own policy lets in that the program does not declare."),
    gaps: texts.describe("What could not be evaluated, each a sentence."),
  })
  .describe("Something that holds a value, and who reads it.");

const node = z.strictObject({
  id: z.string(),
  kind: z.enum(["service", "secret", "parameters", "store", "role"]),
  name: z.string(),
  detail: z.string().describe("A second line; empty for none."),
});

const edge = z.strictObject({
  from: z.string(),
  to: z.string(),
  reads: z
    .boolean()
    .nullable()
    .describe(
      "Of what a store brings: whether its role can read it. Null where that is not the question, or not known.",
    ),
});

const finding = z.strictObject({
  stack: teamStack,
  level: findingLevel,
  severity,
  rule: z.string(),
  type: z.string().describe("Of the resource."),
  name: z.string().describe("Of the resource."),
  message,
});

const rule = z.strictObject({
  stack: z
    .string()
    .exactOptional()
    .describe("The stack of a team whose file gives it another level than the environment's."),
  id: z.string(),
  description: z.string(),
  level: z.enum(["mandatory", "advisory", "remediate", "disabled"]),
  severity,
  findings: z.int().nonnegative(),
});

const exemption = z
  .strictObject({
    stack: teamStack,
    rule: z.string(),
    resource: z.string(),
    keyPath: z.string().nullable(),
    reason: z.string(),
    owner: z.string(),
    expires: day.describe("The last day on which it holds."),
    days: z.int().describe("Days that are left; negative once it has expired."),
    state: z.enum(["in force", "expires soon", "expired"]),
  })
  .describe("A finding that a named person accepts for a while.");

/** Everything that a report says of an environment. Metadata only: no value of a secret or parameter is in it. */
export const environmentReport = z
  .strictObject({
    version: z.literal(1),
    program: z.string(),
    environment: z.string(),
    stacks: texts.describe("The environment's own stack, then those of its teams."),
    account,
    region: z.string(),
    today: day.describe("The day that is counted from, in UTC."),
    live: z.boolean().describe("Whether AWS was asked for days and missing entries."),
    entries: z.array(inventoryEntry).describe("By urgency: what is late first."),
    access: z.strictObject({ roles: z.array(role), values: z.array(readable) }),
    picture: z.strictObject({ nodes: z.array(node), edges: z.array(edge) }),
    guard: z.strictObject({
      blocked: z.boolean().describe("Whether a mandatory rule is violated."),
      resources: z.int().nonnegative().describe("Resources that were judged."),
      findings: z.array(finding),
      rules: z.array(rule),
      exemptions: z.array(exemption),
      notOpened,
    }),
    notes: texts.describe("What is to be said of no entry alone."),
  })
  .describe("What strongroom report --json writes.");

export default { id: "report", title: "Strongroom report", schema: environmentReport } satisfies JsonDocument;

/** The report on an environment. */
export type EnvironmentReport = z.infer<typeof environmentReport>;
export type ReportEntry = z.infer<typeof inventoryEntry>;
export type ReportValue = z.infer<typeof readable>;
export type ReportReader = z.infer<typeof reader>;
export type ReportRole = z.infer<typeof role>;
export type ReportTaker = z.infer<typeof taker>;
export type ReportPicture = EnvironmentReport["picture"];
export type PictureNode = z.infer<typeof node>;
export type PictureEdge = z.infer<typeof edge>;
export type ReportGuard = EnvironmentReport["guard"];
export type ReportExemption = z.infer<typeof exemption>;
