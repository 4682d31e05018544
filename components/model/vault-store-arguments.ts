import type { Problem } from "./problems";
import { namespaceProblem } from "./role-names";
import {
  durationSeconds,
  type VaultDatabase,
  type VaultJustification,
  type VaultLogin,
  vaultReasons,
  type VaultServer,
} from "./vault-store";

/** The arguments of VaultStore that can be wrong, defaults filled in. */
export interface VaultStoreArguments extends VaultServer {
  justification?: VaultJustification;
  name: string;
  namespaces: readonly string[];
  path: string;
  login: VaultLogin & { namespace: string };
  databases: readonly VaultDatabase[];
}

/** Characters of a sentence that says something. */
const shortestWhy = 20;
const loginKeys = ["role", "serviceAccount", "namespace", "mountPath", "audience"];

/** Everything that is wrong with a Vault store's arguments, each with its fix. */
export function vaultStoreProblems(args: VaultStoreArguments): Problem[] {
  const problems: Problem[] = [];
  const check: Check = (path, message) => {
    if (message !== undefined) problems.push({ where: "", path, message });
  };
  checkJustification(args.justification, check);
  check(["name"], nameProblem(args.name, "vault"));
  checkServer(args, check);
  check(["path"], mountProblem(args.path, "secret"));
  checkLogin(args.login, ["login"], check);
  check(["login", "namespace"], namespaceProblem(args.login.namespace));
  if (args.namespaces.length === 0) {
    const why = "a ClusterSecretStore without namespaces is open to every one";
    check(["namespaces"], `must name the namespaces that may read this store, e.g. ["api"]: ${why}`);
  }
  args.namespaces.forEach((namespace, index) => check(["namespaces", index], namespaceProblem(namespace)));
  args.databases.forEach((database, index) => checkDatabase(database, args, ["databases", index], check));
  return problems;
}

type Check = (path: PropertyKey[], message: string | undefined) => void;

function checkJustification(given: VaultJustification | undefined, check: Check): void {
  if (given === undefined) {
    const example = `{ reason: "dynamic-credentials", why: "Forty databases need credentials that live an hour." }`;
    check(
      ["justification"],
      `must say what Secrets Manager cannot do here, e.g. ${example}: otherwise use SecretStore`,
    );
    return;
  }
  const { reason, why } = given as { reason: unknown; why: unknown };
  if (!vaultReasons.some((known) => known === reason)) {
    check(
      ["justification", "reason"],
      `must be ${vaultReasons.map((known) => `"${known}"`).join(", ")}: otherwise use SecretStore`,
    );
  }
  const text = typeof why === "string" ? why.trim() : "";
  if (text.length < shortestWhy || text.split(/\s+/).length < 3) {
    check(
      ["justification", "why"],
      `must be a sentence of at least ${shortestWhy} characters that says why Secrets Manager does not do`,
    );
  }
}

function checkServer({ server, caBundle, caProvider }: VaultServer, check: Check): void {
  check(["server"], serverProblem(server));
  if (caBundle !== undefined && caProvider !== undefined) {
    check(["caProvider"], "stands beside caBundle: remove one of them");
  }
  if (caBundle !== undefined && !isCertificates(caBundle)) {
    check(["caBundle"], "must be certificates as PEM and nothing else, from -----BEGIN CERTIFICATE----- on");
  }
  if (caProvider === undefined) return;
  check(["caProvider", "namespace"], namespaceProblem(caProvider.namespace));
  check(["caProvider", "name"], nameProblem(caProvider.name, "vault-ca"));
}

/** The address is not repeated: it may hold a password. */
function serverProblem(server: string): string | undefined {
  const wanted = 'must be an https address without a user or a query, e.g. "https://vault.example.com:8200"';
  try {
    const { protocol, username, password, search, hash } = new URL(server);
    if (protocol === "http:") return `${wanted}: over http the operator's token is plain to read`;
    return protocol === "https:" && `${username}${password}${search}${hash}` === "" ? undefined : wanted;
  } catch {
    return wanted;
  }
}

function isCertificates(pem: string): boolean {
  return /^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/.test(pem);
}

/** A token, an AppRole's secret or a password would be a long-lived credential, and the types allow none. */
function checkLogin(login: VaultLogin, path: PropertyKey[], check: Check): void {
  for (const key of Object.keys(login).filter((given) => !loginKeys.includes(given))) {
    check(
      [...path, key],
      "is not known here: the operator logs in with a service account's own token, never with a static one",
    );
  }
  check([...path, "role"], wordProblem(login.role, "external-secrets"));
  check([...path, "serviceAccount"], nameProblem(login.serviceAccount, "vault-reader"));
  if (login.mountPath !== undefined) check([...path, "mountPath"], mountProblem(login.mountPath, "kubernetes"));
  if (login.audience === "") check([...path, "audience"], 'must name whom the token is for, e.g. "vault"');
}

function checkDatabase(database: VaultDatabase, args: VaultStoreArguments, path: PropertyKey[], check: Check): void {
  const { name, namespace, databaseRole, mount, lease, refreshInterval, login } = database;
  check([...path, "name"], nameProblem(name, "api-database"));
  const twin = args.databases.find((other) => other.name === name && other.namespace === namespace);
  if (twin !== database)
    check([...path, "name"], `is there twice in the namespace ${namespace}: give each Secret its own name`);
  if (!args.namespaces.includes(namespace)) {
    const list = args.namespaces.join(", ") || "none";
    check(
      [...path, "namespace"],
      `must be one of the store's namespaces (${list}): add ${JSON.stringify(namespace)} to namespaces`,
    );
  }
  check([...path, "databaseRole"], wordProblem(databaseRole, "api-readwrite"));
  if (mount !== undefined) check([...path, "mount"], mountProblem(mount, "database"));
  checkLogin(login, [...path, "login"], check);
  checkDurations(lease, refreshInterval, path, check);
}

function checkDurations(lease: string, refreshInterval: string | undefined, path: PropertyKey[], check: Check): void {
  const lives = durationSeconds(lease);
  // Below a minute half a lease leaves a pod no time to restart.
  if (lives === undefined || lives < 60) {
    check([...path, "lease"], `must be a duration of a minute or more, e.g. "1h", not ${JSON.stringify(lease)}`);
    return;
  }
  if (refreshInterval === undefined) return;
  const every = durationSeconds(refreshInterval);
  if (every === undefined || every === 0) {
    check([...path, "refreshInterval"], `must be a duration, e.g. "30m", not ${JSON.stringify(refreshInterval)}`);
  } else if (every >= lives) {
    check(
      [...path, "refreshInterval"],
      `must be shorter than the lease of ${lease}, e.g. half of it, not "${refreshInterval}": credentials would end before new ones come`,
    );
  }
}

function nameProblem(name: string, example: string): string | undefined {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return undefined;
  return `must consist of small letters, digits and dashes, e.g. "${example}", not ${JSON.stringify(name)}`;
}

function wordProblem(word: string, example: string): string | undefined {
  return /^[\w-]{1,128}$/.test(word)
    ? undefined
    : `must be the name of a role in Vault, e.g. "${example}", not ${JSON.stringify(word)}`;
}

function mountProblem(mount: string, example: string): string | undefined {
  if (/^[\w-]+(\/[\w-]+)*$/.test(mount)) return undefined;
  return `must be a path without a slash at either end, e.g. "${example}", not ${JSON.stringify(mount)}`;
}
