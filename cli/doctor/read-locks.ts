import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as aws from "../aws/failure";
import type * as objects from "../aws/conditional-objects";
import type { Lock } from "./state";

const load = createRequire(__filename);

/** The stack whose locks are looked for. */
interface Stack {
  project: string;
  environment: string;
  /** Region of the environment, where the bucket is expected unless its URL says another. */
  region: string;
}

/**
 * The locks of a stack, which the engine keeps beside the state in a folder or a bucket.
 *
 * Source: https://github.com/pulumi/pulumi/blob/v3.248.0/pkg/backend/diy/lock.go
 *
 * @param backend URL as the CLI says it, e.g. `"s3://acme-state/platform?region=eu-west-1"`.
 * @param seconds The longest that a bucket is asked.
 * @returns Nothing where they cannot be seen: Pulumi Cloud has none, other buckets are not asked.
 * @throws UserError when the bucket refuses, or does not answer.
 */
export async function readLocks(backend: string, stack: Stack, seconds: number): Promise<Lock[] | undefined> {
  if (backend.startsWith("file://")) return locksInFolder(backend, stack);
  if (!backend.startsWith("s3://")) return undefined;
  const { host: bucket, pathname, searchParams } = new URL(backend);
  // Another endpoint or profile than that of everything else here: what is found there would be somebody else's.
  if (searchParams.has("endpoint") || searchParams.has("profile")) return undefined;
  const { ConditionalObjects } = load("../aws/conditional-objects") as typeof objects;
  const { awsFailure } = load("../aws/failure") as typeof aws;
  const bucketObjects = new ConditionalObjects(bucket, searchParams.get("region") ?? stack.region, seconds * 1000);
  const prefix = pathname.replace(/^\/+|\/+$/g, "");
  const locks = `${prefix === "" ? "" : `${prefix}/`}.pulumi/locks/organization/${stack.project}/`;
  try {
    // A folder is there as long as a lock is in it.
    const held = await bucketObjects.folders(locks);
    return held.includes(stack.environment) ? [{ holder: `s3://${bucket}/${locks}${stack.environment}/` }] : [];
  } catch (error) {
    throw awsFailure(error, `looking for locks in ${bucket} (s3:ListBucket)`, "Nothing was changed.");
  }
}

function locksInFolder(backend: string, { project, environment }: Stack): Lock[] {
  const folder = join(folderOf(backend), ".pulumi", "locks", "organization", project, environment);
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const { username, hostname, timestamp } = JSON.parse(text) as Record<string, string | undefined>;
        return {
          holder: `${username ?? "somebody"} on ${hostname ?? "some machine"} since ${timestamp ?? "some time"}`,
        };
      });
  } catch {
    // No lock was ever taken there, or it was given back just now.
    return [];
  }
}

/** `file://~` is the home of whoever types. */
function folderOf(url: string): string {
  const path = url.slice("file://".length).split("?")[0]!;
  return path.startsWith("/") ? fileURLToPath(`file://${path}`) : path.replace(/^~/, process.env["HOME"] ?? "");
}
