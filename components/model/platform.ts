import { z } from "zod";
import type { Replica } from "./environment";
import type { EnvironmentRef, SecretStoreRef } from "./references";

/**
 * What the stack of an environment tells programs of service teams, as its output `platform`: arguments of `ServiceSecrets`, so that
 * their entries are named, encrypted and copied as those of the environment itself. Metadata only.
 */
export interface Platform {
  /** The environment that every name begins with. */
  environment: EnvironmentRef;
  /** The store that reads Secrets Manager. */
  secretStore: SecretStoreRef;
  /** The store that reads Parameter Store. */
  parameterStore: SecretStoreRef;
  /** The customer key of entries: the stores may decrypt with this one alone. Absent for the account's own. */
  kmsKeyArn?: string;
  /** Other regions that hold a copy of every entry. */
  replicas: Replica[];
  /** Days in which a deleted entry can be restored: 7 to 30, or 0. */
  recoveryWindowInDays: number;
  /** Whether a generated value needs a reason. Absent: in production, see `isProduction`. */
  generatedNeedsReason?: boolean;
}

const store = z.object({ name: z.string(), kind: z.enum(["ClusterSecretStore", "SecretStore"]) });

const platformSchema: z.ZodType<Platform> = z.object({
  environment: z.object({ name: z.string(), account: z.string().regex(/^\d{12}$/), region: z.string() }),
  secretStore: store,
  parameterStore: store,
  kmsKeyArn: z.string().exactOptional(),
  replicas: z.array(z.object({ region: z.string(), kmsKeyArn: z.string().exactOptional() })),
  recoveryWindowInDays: z.int(),
  generatedNeedsReason: z.boolean().exactOptional(),
});

/**
 * Reads the output `platform` of another stack.
 *
 * @param stack The stack's name, for the message, e.g. `"acme/strongroom/prod"`.
 * @param output The output, or undefined where the stack has none that is known.
 * @throws Error that says what is wrong and what to type.
 */
export function parsePlatform(stack: string, output: unknown): Platform {
  if (output === undefined) {
    throw new Error(
      `The stack ${stack} has no output "platform".\n` +
        "Fix: name the stack of an environment that was brought up by Strongroom 0.1 or newer. A preview without the engine takes " +
        `outputs from a file: pulumi stack output --json --stack ${stack} > platform.json, then strongroom preview ` +
        `--stack-reference ${stack}=platform.json`,
    );
  }
  const result = platformSchema.safeParse(output);
  if (result.success) return result.data;
  const parts = [...new Set(result.error.issues.map(({ path }) => ["platform", ...path].join(".")))];
  throw new Error(
    `The output "platform" of the stack ${stack} is not Strongroom's: ${parts.join(", ")} ${parts.length > 1 ? "are" : "is"} wrong.\n` +
      "Fix: let both programs use the same minor version of Strongroom, and bring that stack up first.",
  );
}
