import { z } from "zod";
import { databaseEngines } from "./database-engines";
import { partners } from "./partners";
import { owner, runbook } from "./responsible-schema";
import { rotation } from "./rotation-schema";
import type { Database, Partner, Service } from "./service";

const name = (what: string, example: string) =>
  z.string().regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, {
    error: `wanted ${what}: lower-case letters, digits and hyphens, at most 40 characters, e.g. "${example}"`,
  });
const variable = z.string().regex(/^[A-Z][A-Z0-9_]{0,127}$/, {
  error: 'wanted the name of an environment variable in capitals, e.g. "STRIPE_SECRET_KEY"',
});
const engines = Object.keys(databaseEngines) as Database["engine"][];
const kinds = [
  "instance",
  "cluster",
  "read-replica",
  "blue-green",
  "custom",
  "data-guard",
  "global-database",
  "serverless-v1",
] as const;
const partnerNames = Object.keys(partners) as Partner["name"][];

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
      engine: z.enum(engines, { error: `wanted ${engines.map((engine) => `"${engine}"`).join(", ")}` }),
      kind: z.enum(kinds, { error: `wanted ${kinds.map((kind) => `"${kind}"`).join(", ")}` }).optional(),
      host: z.string().regex(/^[A-Za-z0-9.-]+$/, { error: 'wanted a host name, e.g. "api.db.example.com"' }),
      port: z.int().min(1).max(65535).optional(),
      name: z.string().regex(/^[A-Za-z0-9_-]+$/, { error: 'wanted the name of a database, e.g. "api"' }),
      instanceIdentifier: name("an RDS instance identifier", "api-prod").optional(),
      urlKey: variable
        .regex(/_URL$/, { error: 'wanted a variable that ends with _URL, e.g. "DATABASE_URL"' })
        .optional(),
    })
    .optional(),
  partner: z
    .strictObject({
      name: z.enum(partnerNames, { error: `wanted ${partnerNames.map((one) => `"${one}"`).join(", ")}` }),
      prefix: variable.optional(),
    })
    .optional(),
  rotation,
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
