import { UserError } from "../user-error";
import { readLocks } from "./read-locks";
import { type Reading, reading } from "./reading";
import { type Ran, runExecutable } from "./run-executable";
import type { StackFacts, StateFacts } from "./state";

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
 * @param environment Its name, which is the stack's, and its region.
 * @param seconds The longest that one look may take.
 */
export async function readState(
  project: { name: string; folder: string },
  environment: { name: string; region: string },
  seconds: number,
): Promise<StateFacts> {
  const late = "see that the backend can be reached: pulumi whoami --verbose.";
  const limit = { seconds, late };
  const stack = { project: project.name, environment: environment.name, region: environment.region };
  const whereabouts = async () => {
    const backend = await reading("pulumi whoami", limit, (signal) => readBackend(project.folder, signal));
    const url = "failed" in backend ? undefined : backend.value;
    return {
      backend,
      locks: await reading("The backend", limit, () =>
        url === undefined ? undefined : readLocks(url, stack, seconds),
      ),
    };
  };
  const [{ backend, locks }, exported] = await Promise.all([
    whereabouts(),
    reading("pulumi stack export", limit, (signal) => readStack(project.folder, environment.name, signal)),
  ]);
  return {
    backend: withoutCredentials(backend),
    stack: exported,
    locks,
    hasPassphrase: ["", "_FILE"].some((ending) => process.env[`PULUMI_CONFIG_PASSPHRASE${ending}`] !== undefined),
  };
}

async function readBackend(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const ran = await run(["whoami", "--json"], folder, signal);
  if (ran.status === 0) return asJson<{ url?: string }>("pulumi whoami", ran).url ?? "unknown";
  if (isLoggedOut(ran)) return undefined;
  throw refused("pulumi whoami", ran);
}

async function readStack(folder: string, environment: string, signal: AbortSignal): Promise<StackFacts | undefined> {
  const ran = await run(["stack", "export", "--stack", environment], folder, signal);
  if (ran.status !== 0) {
    if (/no stack named/.test(ran.stderr) || isLoggedOut(ran)) return undefined;
    throw refused("pulumi stack export", ran);
  }
  const { deployment } = asJson<Exported>("pulumi stack export", ran);
  const { secrets_providers: provider, resources = [], pending_operations: pending = [] } = deployment ?? {};
  return {
    secretsProvider: provider?.type === "cloud" ? schemeOf(provider.state?.url) : provider?.type,
    // The stack itself is one of them, and stays when all others are gone.
    resources: Math.max(0, resources.length - 1),
    pending: pending.map(({ type = "changing", resource }) => `${type} ${titleOf(resource?.urn ?? "")}`),
  };
}

async function run(args: readonly string[], folder: string, signal: AbortSignal): Promise<Ran> {
  const all = [...args, "--non-interactive", "--color", "never"];
  const ran = await runExecutable("pulumi", all, { folder, signal });
  if (ran !== undefined) return ran;
  throw new UserError(
    "there is no pulumi on PATH.\nFix: install it: https://www.pulumi.com/docs/iac/download-install/.",
  );
}

function asJson<T>(command: string, { stdout }: Ran): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new UserError(`${command} printed no JSON.\nFix: install a newer Pulumi CLI.`);
  }
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
