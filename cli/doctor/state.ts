import { isProduction } from "../../components/model/production";
import type { CheckLine } from "../../report/doctor-report";
import { count } from "../../report/words";
import { up } from "./commands";
import { notChecked, ok, problem, warning } from "./lines";
import type { Reading } from "./reading";

/** What the state of a stack says, as far as it is looked at. */
export interface StackFacts {
  /** How the state encrypts secrets: `"passphrase"`, `"service"` (Pulumi Cloud) or the scheme of a key, e.g. `"awskms"`. */
  secretsProvider: string | undefined;
  resources: number;
  /** Resources whose creation, change or deletion began and has no known end, e.g. `"creating aws:iam/role:Role api"`. */
  pending: string[];
}

/** A lock of a stack. */
export interface Lock {
  /** Who holds it since when, or where it lies: `"ann on laptop since 2026-11-30T01:04:06Z"`. */
  holder: string;
}

/** What is known of where the state is kept. */
export interface StateFacts {
  /** URL without credentials, e.g. `"s3://acme-state"`; nothing where nobody is logged in, or there is no CLI. */
  backend: Reading<string | undefined>;
  /** Nothing where the backend has no such stack. */
  stack: Reading<StackFacts | undefined>;
  /** Nothing where they cannot be seen: those of a folder and of a bucket of S3 can. */
  locks: Reading<Lock[] | undefined>;
  /** Whether the engine finds a passphrase without asking for it. */
  hasPassphrase: boolean;
}

const login = "pulumi login s3://BUCKET, or pulumi login for Pulumi Cloud.";

/** Lines on the state of an environment. */
export function stateLines(facts: StateFacts, environment: string): CheckLine[] {
  const backend = backendLine(facts.backend, environment);
  const rest = ["stack", "secrets provider", "last update"];
  if (backend.state === "problem" || backend.state === "not-checked") {
    return [backend, ...rest.map((check) => notChecked(check, "the backend was not reached."))];
  }
  if ("failed" in facts.stack) {
    const [first, ...others] = rest;
    return [
      backend,
      notChecked(first!, facts.stack.failed),
      ...others.map((one) => notChecked(one, "the stack was not read.")),
    ];
  }
  const stack = facts.stack.value;
  if (stack === undefined) {
    const init = problem("stack", `the backend has no stack ${environment}.`, initCommand(environment));
    const none = `there is no stack ${environment}.`;
    return [backend, init, ...rest.slice(1).map((check) => notChecked(check, none))];
  }
  return [
    backend,
    stackLine(stack, environment),
    providerLine(stack.secretsProvider, facts.hasPassphrase, environment),
    updateLine(stack.pending, facts.locks, environment),
  ];
}

function backendLine(backend: StateFacts["backend"], environment: string): CheckLine {
  const check = "backend";
  if ("failed" in backend) return notChecked(check, backend.failed);
  const url = backend.value;
  if (url === undefined) return problem(check, "Pulumi is logged in to no backend.", login);
  if (!url.startsWith("file://") || !isProduction(environment)) return ok(check, url);
  return warning(
    check,
    `${url}: the state of production is on this machine alone.`,
    `move it where others find it: pulumi stack export --stack ${environment} --file state.json, ` +
      `pulumi login s3://BUCKET, pulumi stack init ${environment}, pulumi stack import --file state.json.`,
  );
}

function initCommand(environment: string): string {
  const provider = isProduction(environment) ? ` --secrets-provider 'awskms://alias/NAME'` : "";
  return `pulumi stack init ${environment}${provider}`;
}

function stackLine({ resources }: StackFacts, environment: string): CheckLine {
  if (resources > 0) return ok("stack", `${environment}, ${count(resources, "resource")}`);
  return problem("stack", `${environment} has no resources: it was never brought up.`, up(environment));
}

/** A key of KMS can be taken from whoever leaves; a passphrase is known for good. */
function providerLine(provider: string | undefined, hasPassphrase: boolean, environment: string): CheckLine {
  const check = "secrets provider";
  if (provider === "service") return ok(check, "Pulumi Cloud");
  if (provider === undefined) {
    return notChecked(check, { found: "the state names none yet.", fix: up(environment) });
  }
  if (provider !== "passphrase") return ok(check, provider);
  if (isProduction(environment)) {
    return warning(
      check,
      "a passphrase; wanted a key of KMS or Pulumi Cloud for production.",
      `pulumi stack change-secrets-provider --stack ${environment} 'awskms://alias/NAME'`,
    );
  }
  if (hasPassphrase) return ok(check, provider);
  return warning(
    check,
    "a passphrase, and neither PULUMI_CONFIG_PASSPHRASE_FILE nor PULUMI_CONFIG_PASSPHRASE is set: an update asks for it.",
    "export PULUMI_CONFIG_PASSPHRASE_FILE=FILE",
  );
}

function updateLine(pending: readonly string[], locks: StateFacts["locks"], environment: string): CheckLine {
  const check = "last update";
  const [lock] = "failed" in locks ? [] : (locks.value ?? []);
  if (lock !== undefined) {
    return problem(
      check,
      `an update runs, or was killed; its lock: ${lock.holder}.`,
      `where nobody's update runs: pulumi cancel --stack ${environment} --yes, then docs/recover-an-update.md.`,
    );
  }
  if (pending.length === 0) {
    return "failed" in locks ? notChecked(check, locks.failed) : ok(check, "nothing was left pending");
  }
  return problem(
    check,
    `it broke off, and nobody knows the end of: ${pending.join(", ")}.`,
    `${up(environment)}, then docs/recover-an-update.md.`,
  );
}
