import type { Detector, Piece, Verdict } from "../detector";
import { isPlaceholder } from "../evidence/placeholders";
import { isInnocent } from "../evidence/value";
import { alphabets, madeUp } from "../samples";

/** curl, ftp and git: `machine HOST login USER password PASSWORD`. */
const netrc = /(?:\bmachine\s+\S{1,200}|^default)\s+login\s+\S{1,200}\s+password\s+(\S{2,200})/;
const loose = /^password\s+(\S{2,200})$/;
/** PostgreSQL: `host:port:database:user:password`. */
const pgpass = /^(?:\*|[\w.-]{1,200}):(?:\*|\d{1,5}):(?:\*|[\w.-]{1,80}):(?:\*|[\w.-]{1,80}):(\S{1,200})$/;
/** npm: `//registry/:_authToken=TOKEN`, which is no key of its own. */
const npmrc = /^\/\/\S{1,200}\/:_(?:authToken|auth|password)\s*=\s*"?([^\s"]{6,2000})/;
/** kubeadm's join: `abcdef.0123456789abcdef`. */
const bootstrap =
  /(?:--token|--tls-bootstrap-token|bootstrap.?token\S{0,10})["']?[\s=:]+["']?([a-z0-9]{6}\.[a-z0-9]{16})(?![A-Za-z0-9])/i;

const files: readonly { what: string; pattern: RegExp; sign: string }[] = [
  { what: "a password in netrc format", pattern: netrc, sign: "login" },
  { what: "a password in pgpass format", pattern: pgpass, sign: ":" },
  { what: "a token of a package registry", pattern: npmrc, sign: ":_" },
  { what: "a bootstrap token", pattern: bootstrap, sign: "." },
];

const detector: Detector = {
  id: "password-file",
  title: "Password files of clients",
  why: "netrc, pgpass and npmrc exist to hold passwords: whoever reads them logs in everywhere that they name.",
  references: [
    "https://everything.curl.dev/usingcurl/netrc.html",
    "https://www.postgresql.org/docs/current/libpq-pgpass.html",
    "https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration",
    "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/",
  ],
  order: 18,
  judge,
  leaks: () => [
    { keyPath: ["data", ".netrc"], value: `machine git.internal login ci password ${madeUp(9)}` },
    { keyPath: ["data", ".pgpass"], value: `db:5432:api:api:${madeUp(9)}\n*:*:*:root:${madeUp(9)}\n` },
    {
      keyPath: ["data", ".npmrc"],
      value: `registry=https://npm.internal/\n//npm.internal/:_authToken=${madeUp(30)}\n`,
    },
    {
      keyPath: ["data", "join.sh"],
      value: `set -e\nkubeadm join --token ${madeUp(6, alphabets.lowerAlnum)}.${madeUp(16, alphabets.lowerAlnum)}\n`,
    },
  ],
  innocent: () => [
    { keyPath: ["data", ".netrc"], value: "machine git.internal login ci password ${GIT_PASSWORD}" },
    { keyPath: ["data", ".npmrc"], value: "//npm.internal/:_authToken=${NPM_TOKEN}" },
    { keyPath: ["data", "endpoints"], value: "db:5432:api\ncache:6379:0\n" },
  ],
};
export default detector;

function judge({ keyPath, value }: Piece): Verdict[] {
  const file = keyPath.findLast((step) => typeof step === "string" && step.startsWith("."));
  if (file === ".netrc") {
    const secret = loose.exec(value.trim())?.[1];
    if (secret !== undefined) return verdict("a password in netrc format", secret);
  }
  for (const { what, pattern, sign } of files) {
    const secret = value.includes(sign) ? pattern.exec(value.slice(0, 4000))?.[1] : undefined;
    if (secret !== undefined) return verdict(what, secret);
  }
  return [];
}

function verdict(what: string, secret: string): Verdict[] {
  if (isInnocent(secret, "password") || secret.startsWith("$")) return [];
  return [{ what, level: isPlaceholder(secret) ? "placeholder" : "certain", secret }];
}
