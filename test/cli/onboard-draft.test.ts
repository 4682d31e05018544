import assert from "node:assert/strict";
import { findDatabases } from "../../cli/onboard/databases";
import { describeDraft } from "../../cli/onboard/describe-draft";
import { makeDraft } from "../../cli/onboard/draft";
import { readFlags } from "../../cli/onboard/flags";
import { groupName, serviceOf, variableOf } from "../../cli/onboard/names";
import type { OnboardOptions } from "../../cli/onboard/options";
import type { FoundKey } from "../../cli/onboard/sources/found";
import { readPlaybooks } from "../../cli/respond/read-playbooks";
import { options } from "./onboard-options";
import { root } from "./run-cli";

const credential = (variable: string, scheme?: string): FoundKey => ({
  reads: variable,
  variable,
  meaning: "credential",
  ...(scheme !== undefined && { scheme, hasQuery: false }),
});
const setting = (variable: string, scheme?: string): FoundKey => ({
  ...credential(variable, scheme),
  meaning: "setting",
});

describe("databases among variables", () => {
  /** Group, engine, key of the URL and members of each database, and the rest. */
  function found(...keys: FoundKey[]): unknown[] {
    const { databases, others } = findDatabases(keys);
    return [
      ...databases.map(({ group, engine = "?", urlKey, members }) =>
        [group, engine, urlKey, ...members.map(({ part, key }) => `${part}=${key.variable}`)].join(" "),
      ),
      ...others.map(({ variable }) => variable),
    ];
  }

  it("are found by the names of their parts, and by how an URL begins", () => {
    assert.deepEqual(found(credential("DATABASE_URL", "postgres")), [
      "database postgres DATABASE_URL url=DATABASE_URL",
    ]);
    assert.deepEqual(found(credential("APP_DSN", "mysql")), ["database mysql DATABASE_URL url=APP_DSN"]);
    assert.deepEqual(found(credential("DB_URL")), ["database ? DB_URL url=DB_URL"]);
    assert.deepEqual(found(setting("DB_HOST"), setting("DB_USER"), credential("DB_PASSWORD"), setting("DB_NAME")), [
      "database ? DB_URL host=DB_HOST username=DB_USER password=DB_PASSWORD name=DB_NAME",
    ]);
    assert.deepEqual(found(setting("PGHOST"), setting("PGDATABASE"), credential("PGPASSWORD")), [
      "database postgres DATABASE_URL host=PGHOST name=PGDATABASE password=PGPASSWORD",
    ]);
    assert.deepEqual(found(setting("MYSQL_DATABASE"), credential("MYSQL_PASSWORD"), setting("MYSQL_PORT")), [
      "database mysql MYSQL_URL name=MYSQL_DATABASE password=MYSQL_PASSWORD port=MYSQL_PORT",
    ]);
  });

  it("are told apart by what stands in front of the word", () => {
    assert.deepEqual(
      found(
        credential("DATABASE_URL", "postgresql"),
        credential("REPORTING_DB_PASSWORD"),
        setting("REPORTING_DB_HOST"),
      ),
      [
        "database postgres DATABASE_URL url=DATABASE_URL",
        "reporting-database ? REPORTING_DB_URL password=REPORTING_DB_PASSWORD host=REPORTING_DB_HOST",
      ],
    );
  });

  it("leave an URL alone that only one driver reads, and give their own another name then", () => {
    assert.deepEqual(
      found(
        setting("SPRING_DATASOURCE_URL", "jdbc:postgresql"),
        setting("SPRING_DATASOURCE_USERNAME"),
        credential("SPRING_DATASOURCE_PASSWORD"),
      ),
      [
        "database ? DATABASE_URL username=SPRING_DATASOURCE_USERNAME password=SPRING_DATASOURCE_PASSWORD",
        "SPRING_DATASOURCE_URL",
      ],
    );
    assert.deepEqual(found(credential("DATABASE_URL", "postgresql+asyncpg")), ["DATABASE_URL"]);
  });

  it("are none without a password, and none of another kind", () => {
    const others = [
      setting("DB_HOST"),
      setting("DB_POOL_NAME"),
      credential("REDIS_URL", "redis"),
      credential("SMTP_PASSWORD"),
    ];
    assert.deepEqual(found(...others), ["DB_HOST", "DB_POOL_NAME", "REDIS_URL", "SMTP_PASSWORD"]);
  });
});

describe("the draft of a service", () => {
  const playbooks = readPlaybooks(root);
  const found = (...keys: FoundKey[]) => ({ keys, workloads: [], labels: [], notes: [] });
  const drafted = (keys: FoundKey[], typed: Partial<OnboardOptions> = {}) =>
    makeDraft(found(...keys), readFlags(options(typed)), playbooks);

  /** Group to its keys, and to the page of its playbook. */
  function groups(keys: FoundKey[], typed: Partial<OnboardOptions> = {}): Record<string, string> {
    return Object.fromEntries(
      drafted(keys, typed).draft.groups.map(({ name, keys: own, database, playbook }) => [
        name,
        [
          ...own.map(({ variable }) => variable),
          ...(database ? [database.urlKey] : []),
          ...(playbook?.console === undefined ? [] : [playbook.console]),
        ].join(" "),
      ]),
    );
  }

  it("gives what a playbook knows a group and its page, and the rest one group", () => {
    const keys = ["STRIPE_SECRET_KEY", "APPLE_SHARED_SECRET", "SENDGRID_API_KEY", "JWT_SIGNING_KEY", "HOOK_TOKEN"];
    assert.deepEqual(groups(keys.map((key) => credential(key))), {
      stripe: "STRIPE_SECRET_KEY https://dashboard.stripe.com/apikeys",
      apple: "APPLE_SHARED_SECRET https://appstoreconnect.apple.com/apps",
      app: "SENDGRID_API_KEY HOOK_TOKEN",
      "signing-key": "JWT_SIGNING_KEY",
    });
  });

  it("does what was typed, whatever was found", () => {
    const { draft, stray } = drafted(
      [credential("SENTRY_DSN"), setting("LEVEL"), setting("PORT"), credential("OLD_KEY")],
      {
        secret: ["crm/CRM_TOKEN", "crm/LEVEL"],
        setting: ["SENTRY_DSN=https://example.com/1"],
        leave: ["OLD_KEY"],
      },
    );
    assert.deepEqual(stray, []);
    assert.deepEqual(
      draft.groups.map(({ name, keys }) => [name, ...keys.map(({ variable }) => variable)]),
      [["crm", "LEVEL", "CRM_TOKEN"]],
    );
    assert.deepEqual(
      draft.settings.map(({ variable }) => variable),
      ["SENTRY_DSN", "PORT"],
    );
    assert.deepEqual(
      draft.left.map(({ variable }) => variable),
      ["OLD_KEY"],
    );
  });

  it("takes the parts of a database one by one where they were typed so", () => {
    assert.deepEqual(groups([credential("DATABASE_URL", "postgres")], { secret: ["DATABASE_URL"] }), {
      app: "DATABASE_URL",
    });
  });

  it("makes a group of a database that was only typed", () => {
    const url = "postgresql://orders.db.example.com/orders";
    assert.deepEqual(groups([], { database: [url] }), { database: "DATABASE_URL" });
    assert.deepEqual(groups([], { database: [`reporting=${url}`] }), { reporting: "REPORTING_DATABASE_URL" });
  });

  it("takes a setting whose name only speaks of a credential", () => {
    const setting = ["PASSWORD_MIN_LENGTH=12", "SECRETS_DIR=/run/secrets", "SMTP_PASSWORD=false"];
    assert.equal(readFlags(options({ setting })).settings.size, 3);
  });

  it("is described by names, a database as one", () => {
    const url: FoundKey = {
      ...credential("REPORTING_DATABASE_URL", "postgres"),
      what: "a PostgreSQL password in a URL",
    };
    const keys = [
      credential("DB_PASSWORD"),
      credential("POSTGRES_PASSWORD"),
      setting("DB_USER"),
      setting("DB_HOST"),
      credential("HOOK_TOKEN"),
      { ...url, hasQuery: true },
    ];
    const { draft } = makeDraft({ ...found(...keys), labels: [".env"] }, readFlags(options()), playbooks);
    assert.equal(
      describeDraft(draft),
      [
        "Found in .env:",
        "  DB_PASSWORD             the database's password           group database",
        "  POSTGRES_PASSWORD       the database's password           group database",
        "  DB_USER                 the database's user               group database",
        "  DB_HOST                 a part of the database's address  group database",
        "  REPORTING_DATABASE_URL  a PostgreSQL password in a URL    group reporting-database",
        "  HOOK_TOKEN              a credential                      group app",
        "REPORTING_DATABASE_URL had a query, which the URL that is composed has not: give it to the driver otherwise.",
        "DB_PASSWORD, POSTGRES_PASSWORD are taken for the password of one database: name with --secret what opens something else.",
      ].join("\n"),
    );
  });

  it("says what was typed for nothing", () => {
    const { stray } = drafted([credential("A_TOKEN")], {
      leave: ["OTHER", ["correct", "horse"].join(" ")],
      rotation: ["stripe=90"],
      instance: ["orders"],
    });
    assert.deepEqual(stray, [
      "--leave OTHER: nothing that was read has a variable of this name",
      "--leave: nothing that was read has a variable of this name",
      "--rotation: no group is called stripe; there is app",
      "--instance: name the group, GROUP=VALUE; there is none",
    ]);
  });

  it("takes how a password is hashed for a setting", () => {
    const how = ["ROUNDS=10", "ITERATIONS=600000", "COST=12", "ALGORITHM=argon2id"].map(
      (one) => `PASSWORD_HASH_${one}`,
    );
    const { settings } = readFlags(options({ setting: how }));
    assert.deepEqual(
      [...settings].map(([variable, value]) => `${variable}=${value}`),
      how,
    );
  });

  it("refuses what cannot be read, all of it at once, and repeats no credential", () => {
    const value = ["correct", "horse", "battery"].join("-") + "-stapler9";
    const typed = {
      secret: [`API_KEY=${value}`],
      setting: [`DB_PASSWORD=${value}`, `ADMIN_PASSWORD=${value.replaceAll("-", " ")}`, "lower=1", "EMPTY="],
      workload: ["orders"],
      database: [`postgresql://user:${value}@host/db`, "redis://cache/0", "postgresql://{host}/db"],
      instance: ["Orders"],
      rotation: ["90", "app=often"],
    };
    const engines = "postgres, mysql, mariadb, oracle, sqlserver, redshift, documentdb";
    assert.throws(() => readFlags(options(typed)), {
      name: "UserError",
      message: [
        "--workload: wanted KIND/NAME, such as Deployment/orders; kinds are Deployment, StatefulSet, DaemonSet, CronJob, Job.",
        "--secret: wanted the name of a variable in capitals, or GROUP/NAME; never its value.",
        "--setting: DB_PASSWORD holds a password, which is no setting: name it with --secret, without its value.",
        "--setting: ADMIN_PASSWORD names a credential, which is no setting: name it with --secret, without its value.",
        "--setting: wanted NAME=VALUE, the name in capitals.",
        "--setting: EMPTY is empty, which Parameter Store refuses: leave it where it is.",
        "--database: wanted an address without a user: seeding asks for user and password.",
        `--database: wanted ENGINE://HOST[:PORT]/NAME; engines are ${engines}.`,
        `--database: wanted ENGINE://HOST[:PORT]/NAME; engines are ${engines}.`,
        "--instance: wanted an RDS instance identifier, such as orders-{environment}.",
        "--rotation: wanted GROUP=DAYS, such as app=90.",
        "--rotation: wanted a number of days, for a rotation by hand, or database or rds-managed, for one by AWS.",
        "Nothing was written.",
        "Fix: correct what is named; --help shows each.",
      ].join("\n"),
    });
  });
});

describe("names", () => {
  it("of variables are made of the keys of files and workloads", () => {
    const keys = ["dbPassword", "log-level", "spring.datasource.url", "API_KEY", "9lives", "__x__"];
    assert.deepEqual(keys.map(variableOf), [
      "DB_PASSWORD",
      "LOG_LEVEL",
      "SPRING_DATASOURCE_URL",
      "API_KEY",
      undefined,
      "X",
    ]);
  });

  it("of groups never end as an ARN does", () => {
    assert.deepEqual(["signing-key", "our vendor", "REPORTING database"].map(groupName), [
      "signing-key",
      "ourvendor",
      "reporting-database",
    ]);
  });

  it("of services are those that the schema takes", () => {
    assert.deepEqual(
      ["orders-config", "orders", "9lives"].map((name) => serviceOf(name, undefined)),
      ["orders", "orders", undefined],
    );
  });
});
