import type { Detector, Piece, Verdict } from "../detector";
import { isPlaceholder } from "../evidence/placeholders";
import { isExpression, isInnocent } from "../evidence/value";
import { madeUp } from "../samples";

const statement =
  /\b(?:identified\s+(?:with\s+\S{1,60}\s+)?by|(?:with\s+)?(?:encrypted\s+)?password|set\s+password(?:\s+for\s+\S{1,80})?\s*=|requirepass|masterauth|auth-pass\s+\S{1,60})\s*(?:password\s*\(\s*)?(?:'([^'\n]{1,200})'|"([^"\n]{1,200})")/gi;
const redisUser = /^user\s+\S{1,80}\s[^\n]{0,300}?\s>([^\s]{1,200})/;

const detector: Detector = {
  id: "sql-password",
  title: "Passwords in SQL and database commands",
  why: "The statement that makes a user holds the user's password, and is kept with the schema for years.",
  references: [
    "https://www.postgresql.org/docs/current/sql-createrole.html",
    "https://dev.mysql.com/doc/refman/8.4/en/create-user.html",
    "https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/",
  ],
  order: 28,
  judge,
  leaks: () => [
    { keyPath: ["data", "init.sql"], value: `CREATE DATABASE api;\nCREATE USER api WITH PASSWORD '${madeUp(9)}';\n` },
    {
      keyPath: ["data", "init.sql"],
      value: `CREATE USER 'api'@'%' IDENTIFIED BY '${madeUp(9)}';\nFLUSH PRIVILEGES;\n`,
    },
    { keyPath: ["data", "users.acl"], value: `user default on ~* +@all >${madeUp(9)}\nuser x off\n` },
  ],
  innocent: () => [
    {
      keyPath: ["data", "init.sql"],
      value: "CREATE DATABASE api;\nCREATE USER api WITH PASSWORD '${API_PASSWORD}';\n",
    },
    { keyPath: ["data", "init.sql"], value: "CREATE TABLE users (\n  password varchar(60) DEFAULT ''\n);\n" },
    { keyPath: ["data", "users.acl"], value: "user default off\nuser x on nopass\n" },
  ],
};
export default detector;

function judge({ value }: Piece): Verdict[] {
  const verdicts: Verdict[] = [];
  if (/identified|password|requirepass|masterauth|auth-pass/i.test(value)) {
    for (const [, single, double] of value.slice(0, 20_000).matchAll(statement)) {
      const secret = (single ?? double)!;
      if (isInnocent(secret, "password") || isExpression(secret) || /^[:;,.\s]*$|\s|^[$:@<{(]/.test(secret)) continue;
      verdicts.push({ what: "a database password", level: isPlaceholder(secret) ? "placeholder" : "certain", secret });
    }
  }
  const secret = redisUser.exec(value)?.[1];
  if (secret !== undefined && !isInnocent(secret, "password")) {
    verdicts.push({ what: "a Redis password", level: isPlaceholder(secret) ? "placeholder" : "certain", secret });
  }
  return verdicts;
}
