import * as z from "zod";

/** A day in UTC. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** A moment in UTC. */
export const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/);
export const texts = z.array(z.string());
export const teamStack = z
  .string()
  .exactOptional()
  .describe("The stack of a team that it is in. Absent: the environment's own.");
/** How often a text was seen. */
export const counts = z.record(z.string(), z.int().positive());
export const account = z.string().describe("AWS account, twelve digits.");
export const entryName = z.string().describe("Name in Secrets Manager; the ARN of an entry that RDS owns.");
export const rotationMode = z
  .enum(["manual", "lambda", "database", "rds-managed", "managed-external"])
  .describe("Who rotates it.");
export const findingLevel = z
  .enum(["mandatory", "advisory", "remediate"])
  .describe("A mandatory one blocks. Remediate: the guard changed the resource.");
export const severity = z
  .string()
  .nullable()
  .describe("critical, high, medium or low. Null where the policy names none.");
export const message = z.string().describe("Description, what was found and the fix; several lines. No value.");
export const notOpened = z
  .array(z.strictObject({ subject: z.string(), reason: z.string() }))
  .describe("What only the engine's providers can look into.");
