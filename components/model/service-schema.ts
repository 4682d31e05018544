import { z } from "zod";
import type { Service } from "./service";

const name = (what: string, example: string) =>
  z.string().regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, {
    error: `wanted ${what}: lower-case letters, digits and hyphens, at most 40 characters, e.g. "${example}"`,
  });
const variable = z.string().regex(/^[A-Z][A-Z0-9_]{0,127}$/, {
  error: 'wanted the name of an environment variable in capitals, e.g. "STRIPE_SECRET_KEY"',
});
/** What a tag's value may hold: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;
const runbook = z
  .url({ protocol: /^https$/, error: 'wanted an https URL, e.g. "https://runbooks.example.com/api"' })
  .regex(tagValue, { error: "wanted an https URL without ?, # and other characters that a tag cannot hold" });
const owner = z.strictObject(
  {
    team: z.string().regex(tagValue, { error: 'wanted the name of a team, e.g. "payments"' }),
    address: z.email({ error: 'wanted an e-mail address that reaches the team, e.g. "payments@example.com"' }),
  },
  { error: 'wanted who answers for it, e.g. { team: "payments", address: "payments@example.com" }' },
);

const intervalDays = z
  .int({ error: "wanted a whole number of days, e.g. 90" })
  .min(1, { error: "wanted at least 1 day" });
const manual = z.strictObject({
  mode: z.literal("manual"),
  intervalDays,
  owner: owner.optional(),
  runbook: runbook.optional(),
});
const functionArnWanted =
  'wanted the ARN of a Lambda function, e.g. "arn:aws:lambda:eu-west-1:123456789012:function:rotate-postgres"';
const lambda = z.strictObject({
  mode: z.literal("lambda"),
  functionArn: z
    .string({ error: functionArnWanted })
    .regex(/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/, {
      error: functionArnWanted,
    }),
  schedule: z.string({ error: 'wanted a schedule, e.g. "rate(30 days)"' }).optional(),
  intervalDays: intervalDays.optional(),
  window: z
    .string()
    .regex(/^([1-9]|1\d|2[0-4])h$/, { error: 'wanted 1 to 24 hours, e.g. "3h"' })
    .optional(),
});
const rdsManaged = z.strictObject({
  mode: z.literal("rds-managed"),
  secretArn: z
    .string({ error: secretArnWanted() })
    .regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:rds!/, {
      error: secretArnWanted(),
    }),
});
function secretArnWanted(): string {
  return 'wanted the ARN of the entry that RDS made, "arn:aws:secretsmanager:...:secret:rds!..."';
}

const secretKey = z.strictObject(
  {
    value: z.enum(["provided", "generated"], { error: 'wanted "provided" or "generated"' }),
    length: z
      .int()
      .min(16, { error: "wanted at least 16 characters" })
      .max(128, { error: "wanted at most 128 characters" })
      .optional(),
    reason: z.string().min(20, { error: "wanted a sentence that says why the value may be generated" }).optional(),
  },
  { error: 'wanted how the value gets in, { value: "provided" } or { value: "generated" }' },
);

const group = z.strictObject({
  keys: z.record(variable, secretKey).optional(),
  database: z
    .strictObject({
      engine: z.enum(["postgres", "mysql", "mariadb"], { error: 'wanted "postgres", "mysql" or "mariadb"' }),
      host: z.string().regex(/^[A-Za-z0-9.-]+$/, { error: 'wanted a host name, e.g. "api.db.example.com"' }),
      port: z.int().min(1).max(65535).optional(),
      name: z.string().regex(/^[A-Za-z0-9_-]+$/, { error: 'wanted the name of a database, e.g. "api"' }),
      instanceIdentifier: name("an RDS instance identifier", "api-prod").optional(),
      urlKey: variable
        .regex(/_URL$/, { error: 'wanted a variable that ends with _URL, e.g. "DATABASE_URL"' })
        .optional(),
    })
    .optional(),
  rotation: z.discriminatedUnion("mode", [manual, lambda, rdsManaged], {
    error: (issue) =>
      issue.input === undefined
        ? 'every group rotates: write rotation: { mode: "manual", intervalDays: 90 }, or mode "lambda" or "rds-managed"'
        : 'wanted mode "manual", "lambda" or "rds-managed"',
  }),
});

const parameter = z.union([z.string(), z.strictObject({ value: z.string(), secure: z.boolean().optional() })], {
  error: 'wanted a string, or { value: "...", secure: true }',
});

const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"] as const;
const workloadsWanted = 'wanted the workloads that read the secrets, e.g. [{ kind: "Deployment", name: "api" }]';

/** The shape of what a service owns in one environment. Rules that look at several values stand in `service-rules.ts`. */
export const serviceSchema: z.ZodType<Service> = z.strictObject({
  name: name("the name of the service, which is its file's", "api"),
  namespace: name("a Kubernetes namespace", "api"),
  owner,
  runbook,
  workloads: z
    .array(
      z.strictObject({
        kind: z.enum(workloadKinds, { error: `wanted ${workloadKinds.join(", ")}` }),
        name: name("the name of a workload", "api"),
        reload: z.enum(["restart", "files"], { error: 'wanted "restart" or "files"' }).optional(),
      }),
      { error: workloadsWanted },
    )
    .min(1, { error: workloadsWanted }),
  groups: z.record(name("the name of a group", "app"), group, {
    error: "wanted groups of keys, e.g. { app: { keys: { ... }, rotation: { ... } } }, or {} for parameters alone",
  }),
  parameters: z.record(variable, parameter).optional(),
});
