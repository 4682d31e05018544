import * as z from "zod";

/** Version of the document below: it rises when a field changes its meaning or goes away. */
export const reportVersion = 1;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const texts = z.array(z.string());
const teamStack = z
  .string()
  .exactOptional()
  .describe("The stack of a team that it is in. Absent: the environment's own.");

const entry = z
  .strictObject({
    environment: z.string(),
    stack: teamStack,
    entry: z.string().describe("Name in Secrets Manager; the ARN of an entry that RDS owns."),
    service: z.string(),
    group: z.string(),
    namespace: z.string().describe("The Kubernetes namespace that reads it."),
    owner: z.string().describe("Team and address."),
    runbook: z.string().describe("Address of the page that says how to rotate it."),
    mode: z.enum(["manual", "lambda", "database", "rds-managed", "managed-external"]).describe("Who rotates it."),
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
  level: z.enum(["mandatory", "advisory", "remediate"]),
  severity: z.string().nullable(),
  rule: z.string(),
  type: z.string().describe("Of the resource."),
  name: z.string().describe("Of the resource."),
  message: z.string().describe("Description, what was found and the fix; several lines. No value."),
});

const rule = z.strictObject({
  stack: z
    .string()
    .exactOptional()
    .describe("The stack of a team whose file gives it another level than the environment's."),
  id: z.string(),
  description: z.string(),
  level: z.enum(["mandatory", "advisory", "remediate", "disabled"]),
  severity: z.string().nullable(),
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
    version: z.literal(reportVersion),
    program: z.string(),
    environment: z.string(),
    stacks: texts.describe("The environment's own stack, then those of its teams."),
    account: z.string().describe("AWS account, twelve digits."),
    region: z.string(),
    today: day.describe("The day that is counted from, in UTC."),
    live: z.boolean().describe("Whether AWS was asked for days and missing entries."),
    entries: z.array(entry).describe("By urgency: what is late first."),
    access: z.strictObject({ roles: z.array(role), values: z.array(readable) }),
    picture: z.strictObject({ nodes: z.array(node), edges: z.array(edge) }),
    guard: z.strictObject({
      blocked: z.boolean().describe("Whether a mandatory rule is violated."),
      resources: z.int().nonnegative().describe("Resources that were judged."),
      findings: z.array(finding),
      rules: z.array(rule),
      exemptions: z.array(exemption),
      notOpened: z
        .array(z.strictObject({ subject: z.string(), reason: z.string() }))
        .describe("What only the engine's providers can look into."),
    }),
    notes: texts.describe("What is to be said of no entry alone."),
  })
  .describe("What strongroom report --format json writes.");

/** The report on an environment. */
export type EnvironmentReport = z.infer<typeof environmentReport>;
export type ReportEntry = z.infer<typeof entry>;
export type ReportValue = z.infer<typeof readable>;
export type ReportReader = z.infer<typeof reader>;
export type ReportRole = z.infer<typeof role>;
export type ReportTaker = z.infer<typeof taker>;
export type ReportPicture = EnvironmentReport["picture"];
export type PictureNode = z.infer<typeof node>;
export type PictureEdge = z.infer<typeof edge>;
export type ReportGuard = EnvironmentReport["guard"];
export type ReportExemption = z.infer<typeof exemption>;

/** The JSON Schema of the document, draft 7. A later document of the same version may hold more fields. */
export function reportSchema(): object {
  const schema = z.toJSONSchema(environmentReport, {
    target: "draft-7",
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return { title: "Strongroom report", ...schema };
}
