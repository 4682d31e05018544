import type { Detector, Piece, Verdict } from "../detector";
import { isPlaceholder } from "../evidence/placeholders";
import { isReference } from "../evidence/references";
import { madeUp } from "../samples";

const userInfo = /\b([a-z][a-z0-9+.-]{1,30}):\/\/([^\s:/?#@"'<>]{0,100}):([^\s/?#@"'<>]{1,300})@[\w[%.$-]/gi;

const systems: Record<string, string> = {
  postgres: "PostgreSQL",
  postgresql: "PostgreSQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
  mongodb: "MongoDB",
  "mongodb+srv": "MongoDB",
  redis: "Redis",
  rediss: "Redis",
  amqp: "RabbitMQ",
  amqps: "RabbitMQ",
  nats: "NATS",
  ldap: "LDAP",
  ldaps: "LDAP",
  smtp: "SMTP",
  smtps: "SMTP",
  ftp: "FTP",
  sftp: "SFTP",
  clickhouse: "ClickHouse",
};

const detector: Detector = {
  id: "url-password",
  title: "URLs with a password",
  why: "A connection URL with a user's password gives everyone who reads it that user's rights in the database or the queue.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    "https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS",
  ],
  order: 20,
  judge,
  leaks: () => [
    { keyPath: ["data", "DB_URL"], value: `postgres://api:${madeUp(12)}@db.internal:5432/api` },
    { keyPath: ["data", "CACHE"], value: `redis://:${madeUp(16)}@cache:6379/0` },
    { keyPath: ["data", "nats.conf"], value: `routes = [\n  nats://cluster:${madeUp(10)}@nats:6222\n]\n` },
  ],
  innocent: () => [
    { keyPath: ["data", "DB_URL"], value: "postgres://api:${DB_PASSWORD}@db.internal:5432/api" },
    { keyPath: ["data", "DB_URL"], value: "postgres://api@db.internal:5432/api" },
    { keyPath: ["data", "PROXY"], value: "http://proxy.internal:3128/a@b" },
  ],
};
export default detector;

function judge({ value }: Piece): Verdict[] {
  if (!value.includes("://") || !value.includes("@")) return [];
  const verdicts: Verdict[] = [];
  for (const [, scheme, user, secret] of value.slice(0, 100_000).matchAll(userInfo)) {
    if (isReference(secret!) || /^[$%{<[(*]/.test(secret!) || /^\d{1,5}$/.test(secret!)) continue;
    const system = systems[scheme!.toLowerCase()];
    const what = system === undefined ? "a password in a URL" : `a ${system} password in a URL`;
    verdicts.push({
      what,
      level: isPlaceholder(secret!) || isDummy(user!, secret!) ? "placeholder" : "certain",
      secret: secret!,
    });
  }
  return verdicts;
}

/** `user:password@` stands in manuals. */
function isDummy(user: string, secret: string): boolean {
  return (
    /^(?:(?:my|your|db|the|test|some)?_?user(?:_?name)?|foo|xxx?|usr|login)$/i.test(user) &&
    /^(?:(?:my|your|db|the|test|some)?_?(?:pass(?:word|wd)?|pwd|secret)|bar|xxx+|yyy|token|abc|(.)\1+)$/i.test(secret)
  );
}
