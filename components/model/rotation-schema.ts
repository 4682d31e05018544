import { z } from "zod";
import { owner, runbook } from "./responsible-schema";

const intervalDays = z
  .int({ error: "wanted a whole number of days, e.g. 90" })
  .min(1, { error: "wanted at least 1 day" });
const timing = {
  schedule: z.string({ error: 'wanted a schedule, e.g. "rate(30 days)"' }).optional(),
  intervalDays: intervalDays.optional(),
  window: z
    .string()
    .regex(/^([1-9]|1\d|2[0-4])h$/, { error: 'wanted 1 to 24 hours, e.g. "3h"' })
    .optional(),
};
const text = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

const manual = z.strictObject({
  mode: z.literal("manual"),
  intervalDays,
  owner: owner.optional(),
  runbook: runbook.optional(),
});
const lambda = z.strictObject({
  mode: z.literal("lambda"),
  functionArn: text(
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/,
    'wanted the ARN of a Lambda function, e.g. "arn:aws:lambda:eu-west-1:123456789012:function:rotate-postgres"',
  ),
  ...timing,
});
const database = z.strictObject({
  mode: z.literal("database"),
  strategy: z
    .enum(["single-user", "alternating-users"], { error: 'wanted "single-user" or "alternating-users"' })
    .optional(),
  superuserSecretArn: text(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]+-[A-Za-z0-9]{6}$/,
    "wanted the full ARN of the entry of a superuser, with the six characters at its end",
  ).optional(),
  ...timing,
});
const rdsManaged = z.strictObject({
  mode: z.literal("rds-managed"),
  secretArn: text(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:rds!/,
    'wanted the ARN of the entry that RDS made, "arn:aws:secretsmanager:...:secret:rds!..."',
  ),
  ...timing,
});
const managedExternal = z.strictObject({
  mode: z.literal("managed-external"),
  roleArn: text(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[A-Za-z0-9_+=,.@/-]+$/,
    'wanted the ARN of the role that Secrets Manager takes, e.g. "arn:aws:iam::123456789012:role/rotate-salesforce"',
  ),
  // Which there are depends on the partner: see `service-rules.ts`.
  metadata: z.record(z.string(), z.string()).optional(),
  ...timing,
});

const modes = '"manual", "lambda", "database", "rds-managed" or "managed-external"';

/** How a group rotates: one shape a mode. */
export const rotation = z.discriminatedUnion("mode", [manual, lambda, database, rdsManaged, managedExternal], {
  error: (issue) =>
    issue.input === undefined
      ? `every group rotates: write rotation: { mode: "manual", intervalDays: 90 }, or another mode of ${modes}`
      : `wanted mode ${modes}`,
});
