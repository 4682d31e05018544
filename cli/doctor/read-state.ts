import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../user-error";
import { type Reading, reading } from "./reading";
import { type Ran, runExecutable } from "./run-executable";
import type { Lock, StackFacts, StateFacts } from "./state";

/** What `pulumi stack export` prints, as far as it is looked at. Secrets in it are encrypted. */
interface Exported {
  deployment?: {
    secrets_providers?: { type?: string; state?: { url?: string } };
    resources?: unknown[];
    pending_operations?: { type?: string; resource?: { urn?: string } }[];
  } | null;
}

/**
 * Looks at where the state of an environment is kept, and how it was left.
 *
 * @param project Its name and folder.
 * @param environment The stack, e.g. `"prod"`.
 * @param seconds The longest that one look may take.
 */
export async function readState(
  project: { name: string; folder: string },
  environment: string,
  seconds: number,
): Promise<StateFacts> {
  const late = "see that the backend can be reached: pulumi whoami --verbose.";
  const [backend, stack] = await Promise.all([
    reading("pulumi whoami", { seconds, late }, (signal) => readBackend(project.folder, signal)),
    reading("pulumi stack export", { seconds, late }, (signal) => readStack(project.folder, environment, signal)),
  ]);
  return {
    backend: withoutCredentials(backend),
    stack,
    locks: locksOf(backend, project.name, environment),
    hasPassphrase: ["", "_FILE"].some((ending) => process.env[`PULUMI_CONFIG_PASSPHRASE${ending}`] !== undefined),
  };
}

async function readBackend(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const ran = await run(["whoami", "--json"], folder, signal);
  if (ran.status === 0) return (JSON.parse(ran.stdout) as { url?: string }).url ?? "unknown";
  if (isLoggedOut(ran)) return undefined;
  throw refused("pulumi whoami", ran);
}

async function readStack(folder: string, environment: string, signal: AbortSignal): Promise<StackFacts | undefined> {
  const ran = await run(["stack", "export", "--stack", environment], folder, signal);
  if (ran.status !== 0) {
    if (/no stack named/.test(ran.stderr) || isLoggedOut(ran)) return undefined;
    throw refused("pulumi stack export", ran);
  }
  const { deployment } = JSON.parse(ran.stdout) as Exported;
  const { secrets_providers: provider, resources = [], pending_operations: pending = [] } = deployment ?? {};
  return {
    secretsProvider: provider?.type === "cloud" ? schemeOf(provider.state?.url) : provider?.type,
    // The stack itself is one of them, and stays when all others are gone.
    resources: Math.max(0, resources.length - 1),
    pending: pending.map(({ type = "changing", resource }) => `${type} ${titleOf(resource?.urn ?? "")}`),
  };
}

async function run(args: readonly string[], folder: string, signal: AbortSignal): Promise<Ran> {
  const environment = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const all = [...args, "--non-interactive", "--color", "never"];
  const ran = await runExecutable("pulumi", all, { folder, signal, environment });
  if (ran !== undefined) return ran;
  throw new UserError(
    "there is no pulumi on PATH.\nFix: install it: https://www.pulumi.com/docs/iac/download-install/.",
  );
}

function isLoggedOut({ stderr }: Ran): boolean {
  return /PULUMI_ACCESS_TOKEN must be set|pulumi login/.test(stderr);
}

/** Of what the CLI says its first error alone, without what a URL may hold. */
function refused(command: string, { stderr, status }: Ran): UserError {
  const said = /^error: (.*)$/m.exec(stderr)?.[1] ?? `it ended with ${status ?? "a signal"}`;
  return new UserError(`${command}: ${plainUrls(said)}.\nFix: see what it says: pulumi whoami --verbose.`);
}

/** A URL without user, password and parameters: a backend's may hold all of them. */
function plainUrls(text: string): string {
  return text.replace(/([a-z0-9+]+:\/\/)[^\s/@]*@/gi, "$1").replace(/([a-z0-9+]+:\/\/[^\s?]*)\?\S*/gi, "$1");
}

function withoutCredentials(backend: Reading<string | undefined>): Reading<string | undefined> {
  return "failed" in backend || backend.value === undefined ? backend : { value: plainUrls(backend.value) };
}

/** `awskms` of `awskms://alias/strongroom?region=eu-west-1`. */
function schemeOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : (/^[a-z0-9+]+(?=:)/i.exec(url)?.[0] ?? "a key");
}

/** Type and name of a resource: `aws:iam/role:Role api`. */
function titleOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)} ${name}`;
}

/**
 * The locks of a stack in a folder. Those in a bucket are not looked for, and Pulumi Cloud has none.
 *
 * Source: https://github.com/pulumi/pulumi/blob/v3.248.0/pkg/backend/diy/lock.go
 */
function locksOf(backend: Reading<string | undefined>, project: string, environment: string): Lock[] {
  if ("failed" in backend || !backend.value?.startsWith("file://")) return [];
  const folder = join(folderOf(backend.value), ".pulumi", "locks", "organization", project, environment);
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const { username, hostname, timestamp } = JSON.parse(text) as Record<string, string | undefined>;
        return { user: username ?? "somebody", host: hostname ?? "some machine", since: timestamp ?? "some time" };
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
