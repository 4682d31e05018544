import { z } from "zod";
import { adoptPattern } from "./adopt";
import { securityGroupPattern, subnetPattern } from "./database-rotation";
import { readerPattern } from "./audit-rules";
import { isDay } from "./days";
import { enterprisePattern } from "./github-access";
import type { GitHubRepository } from "./github-subject";
import { emailPattern, topicPattern } from "./reminder-arguments";
import { hourProblem, timezoneProblem } from "./reminder-schedule";
import { entryPattern, journalPattern } from "./respond-patterns";
import { teamPattern } from "./team-stack";

const text = (pattern: RegExp) => z.string().regex(pattern);
const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/);
const kmsKeyArn = text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/);
const namespace = text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
/** YAML reads a day without quotes as a point in time, so the engine may hand it on with midnight behind it. */
const day = text(/^\d{4}-\d{2}-\d{2}(T00:00:00Z)?$/)
  .transform((given) => given.slice(0, 10))
  .refine(isDay);
/** The shape of a stack's configuration. */
export const environmentSchema = z.object({
  "aws:region": region,
  "aws:allowedAccountIds": z.array(text(/^\d{12}$/)).min(1),
  "strongroom:account": text(/^\d{12}$/),
  "strongroom:secrets": z.strictObject({
    recoveryWindowInDays: z
      .int()
      .refine((days) => days === 0 || (days >= 7 && days <= 30))
      .default(30),
    replicas: z.array(z.strictObject({ region, kmsKeyArn: kmsKeyArn.optional() })).default([]),
    kmsKeyArn: kmsKeyArn.optional(),
    generatedNeedsReason: z.boolean().optional(),
  }),
  "strongroom:cluster": z.strictObject({
    name: text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/),
    endpoint: text(/^https:\/\/[A-Za-z0-9.:[\]-]+$/),
    certificateAuthority: text(/^[A-Za-z0-9+/]{20,}={0,2}$/),
    issuer: text(/^https:\/\/[A-Za-z0-9./:_-]+[^/]$/),
    oidcProviderArn: text(/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/.+$/),
  }),
  "strongroom:github": z.strictObject({
    providerArn: text(/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/.+$/).optional(),
    enterprise: text(enterprisePattern).optional(),
    // Their own rules say what is wrong with each: see `repositoryProblems`.
    repositories: z.array(z.custom<GitHubRepository>()),
    sessionDuration: z.int().min(3600).max(43200).optional(),
    denySecretValues: z.boolean().optional(),
  }),
  "strongroom:operator": z.strictObject({
    highlyAvailable: z.boolean().optional(),
    chartVersion: text(/^\d+\.\d+\.\d+$/).optional(),
    namespace: namespace.optional(),
  }),
  "strongroom:eventSync": z
    .strictObject({
      enabled: z.boolean().optional(),
      chartVersion: text(/^\d+\.\d+\.\d+$/).optional(),
      imageDigest: text(/^sha256:[0-9a-f]{64}$/).optional(),
    })
    .default({}),
  "strongroom:reloader": z
    .strictObject({
      highlyAvailable: z.boolean().optional(),
      chartVersion: text(/^\d+\.\d+\.\d+$/).optional(),
      namespace: namespace.optional(),
    })
    .default({}),
  "strongroom:admission": z
    .strictObject({
      action: z.enum(["warn", "deny", "off"]).optional(),
      namespaces: z.array(namespace).optional(),
      exceptNamespaces: z.array(namespace).optional(),
    })
    .default({}),
  "strongroom:reminders": z
    .strictObject({
      enabled: z.boolean().optional(),
      emails: z.array(text(emailPattern)).optional(),
      owners: z.boolean().optional(),
      topicArn: text(topicPattern).optional(),
      hour: z
        .int()
        .refine((hour) => hourProblem(hour) === undefined)
        .optional(),
      timezone: z
        .string()
        .refine((timezone) => timezoneProblem(timezone) === undefined)
        .optional(),
    })
    .default({}),
  "strongroom:audit": z
    .strictObject({
      enabled: z.boolean().optional(),
      reads: z.boolean().optional(),
      readers: z.array(text(readerPattern)).optional(),
      burst: z.int().min(1).optional(),
    })
    .default({}),
  "strongroom:respond": z
    .strictObject({
      journal: text(journalPattern).optional(),
      webhook: text(entryPattern).optional(),
      topicArn: text(topicPattern).optional(),
    })
    .default({}),
  "strongroom:prometheusRules": z
    .strictObject({
      enabled: z.boolean().optional(),
      namespace: namespace.optional(),
      labels: z.record(z.string(), z.string()).optional(),
    })
    .default({}),
  "strongroom:network": z
    .strictObject({
      subnetIds: z.array(text(subnetPattern)).min(1).optional(),
      securityGroupIds: z.array(text(securityGroupPattern)).min(1).optional(),
    })
    .default({}),
  "strongroom:team": text(teamPattern).optional(),
  "strongroom:teamStacks": z.array(text(teamPattern)).default([]),
  "strongroom:namespaces": z.array(namespace),
  "strongroom:additionalNamespaces": z.array(namespace).default([]),
  "strongroom:seeded": z.array(text(/^[a-z0-9-]+\/[a-z0-9-]+\/[a-z0-9-]+$/)),
  "strongroom:rotations": z.record(z.string(), day).default({}),
  "strongroom:adopt": z.array(text(adoptPattern)).default([]),
  "strongroom:overrides": z.record(z.string(), z.unknown()),
});
