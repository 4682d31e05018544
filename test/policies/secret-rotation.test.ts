import assert from "node:assert/strict";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/secret-rotation";
import { ask } from "./in-process";

const secretType = "aws:secretsmanager/secret:Secret";
const rotationType = "aws:secretsmanager/secretRotation:SecretRotation";
const versionType = "aws:secretsmanager/secretVersion:SecretVersion";

const manual = { "rotation-mode": "manual", owner: "payments", runbook: "https://r.example.com" };
const awaiting = {
  "rotation-mode": "lambda",
  owner: "payments",
  "rotation-interval-days": "30",
  "awaiting-seed": "true",
};

function secret(tags?: ValueMap[string], props: ValueMap = {}): ExampleResource {
  return { type: secretType, name: "api-app", props: { name: "prod/api/app", id: unknown, tags, ...props } };
}

function linked(type: string, props: ValueMap): ExampleResource {
  const dependencies = { secretId: ["api-app"] };
  return {
    type,
    name: `${type.split(":").at(-1)}-1`,
    props: { secretId: unknown, ...props },
    propertyDependencies: dependencies,
  };
}

function rotation(rotationRules: ValueMap[string]): ExampleResource {
  return linked(rotationType, { rotationRules });
}

/** The first line of every message about the secret, with its level. */
function about(...resources: ExampleResource[]): string[] {
  return ask(rule, resources)
    .filter(({ resource }) => resource === "api-app")
    .map(({ level, message }) => `${level}: ${message.split("\n")[0]}`);
}

describe("secret-rotation", () => {
  it("offers AWS's own function for a database", () => {
    const [finding] = ask(rule, [secret(undefined, { name: "prod/api/database" })]);
    assert.equal(
      finding?.message.split("\n")[1],
      'Fix: in services/api.ts, give the group database rotation: { mode: "database" }, which is AWS\'s own function, or { mode: "lambda", functionArn: "arn:aws:lambda:...", schedule: "rate(30 days)" },',
    );
  });

  it("holds what RDS owns to 30 days, by the schedule alone", () => {
    const of = (secretId: string, expression: string) => {
      const props = { secretId, rotationRules: { scheduleExpression: expression } };
      return ask(rule, [{ type: rotationType, name: "billing", props }]).map(({ message }) => message.split("\n")[0]);
    };
    const owned = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";
    assert.deepEqual(of(owned, "rate(30 days)"), []);
    assert.deepEqual(of(owned, "rate(31 days)"), [
      "The SecretRotation billing rotates every 31 days; wanted at most 30 for a database credential.",
    ]);
    assert.deepEqual(of("rds!db-0a1b", "rate(31 days)").length, 1);
    assert.deepEqual(of("prod/api/app", "rate(31 days)"), []);
  });

  it("says what to write, in this project and in another program", () => {
    assert.deepEqual(ask(rule, [secret()]), [
      {
        policy: "secret-rotation",
        level: "mandatory",
        resource: "api-app",
        message: [
          "prod/api/app has no rotation.",
          'Fix: in services/api.ts, give the group app rotation: { mode: "lambda", functionArn: "arn:aws:lambda:...", schedule: "rate(90 days)" },',
          '     or rotation: { mode: "manual", intervalDays: 90 } where no function can rotate it.',
          '     In another program, add new aws.secretsmanager.SecretRotation("...", { secretId: secret.id, rotationLambdaArn,',
          '     rotationRules: { scheduleExpression: "rate(90 days)" } }), or tag the secret rotation-mode=manual, owner, runbook and rotation-interval-days (1 to 92).',
        ].join("\n"),
      },
    ]);
  });

  describe("by a SecretRotation", () => {
    it("takes one that is linked by reference and within the maximum", () => {
      assert.deepEqual(about(secret(), rotation({ scheduleExpression: "rate(92 days)" })), []);
    });

    it("computes the longest interval of a cron expression", () => {
      assert.deepEqual(about(secret(), rotation({ scheduleExpression: "cron(0 4 1 JAN,JUL ? *)" })), [
        "mandatory: prod/api/app rotates every 184 days; wanted at most 92.",
      ]);
    });

    it("refuses a schedule that is none, and does not repeat text that could be anything", () => {
      assert.deepEqual(about(secret(), rotation({ scheduleExpression: "rate(1 fortnight)" })), [
        'mandatory: prod/api/app has a rotation without a valid schedule: "rate(1 fortnight)" is no schedule; wanted rate(30 days) or cron(0 4 1 * ? *).',
      ]);
      assert.deepEqual(about(secret(), rotation({ scheduleExpression: "correct horse" })), [
        "mandatory: prod/api/app has a rotation without a valid schedule: wanted rate(30 days) or cron(0 4 1 * ? *).",
      ]);
    });

    it("says that an interval is not known yet", () => {
      const text = "advisory: prod/api/app has a rotation whose interval is not known at preview.";
      assert.deepEqual(about(secret(), rotation(unknown)), [text]);
      assert.deepEqual(about(secret(), rotation({ automaticallyAfterDays: unknown })), [text]);
    });

    it("reads the provider's zero beside an expression as nothing", () => {
      assert.deepEqual(
        about(secret(), rotation({ automaticallyAfterDays: 0, scheduleExpression: "rate(30 days)", duration: "" })),
        [],
      );
    });

    it("refuses one that is switched off", () => {
      const off = linked(rotationType, { rotationEnabled: false, rotationRules: { automaticallyAfterDays: 30 } });
      assert.deepEqual(about(secret(), off), ["mandatory: prod/api/app has a rotation that is switched off."]);
    });

    it("compares a known id instead of trusting a dependency", () => {
      const elsewhere = linked(rotationType, { secretId: "arn:other", rotationRules: { automaticallyAfterDays: 30 } });
      assert.deepEqual(about(secret(undefined, { id: "arn:this" }), elsewhere), [
        "mandatory: prod/api/app has no rotation.",
      ]);
    });

    it("finds one by the secret's name", () => {
      const byName: ExampleResource = {
        type: rotationType,
        name: "r",
        props: { secretId: "prod/api/app", rotationRules: { automaticallyAfterDays: 30 } },
      };
      assert.deepEqual(about(secret(), byName), []);
    });

    it("is judged before it is made, because the stack is judged afterwards", () => {
      const [first] = ask(rule, [rotation({ automaticallyAfterDays: 365 })]);
      assert.equal(first?.level, "mandatory");
      assert.equal(
        first.message.split("\n")[0],
        "The SecretRotation SecretRotation-1 rotates every 365 days; wanted at most 92.",
      );
    });
  });

  describe("by a declaration in tags", () => {
    it("takes an owner, a runbook and at most 92 days", () => {
      assert.deepEqual(about(secret({ ...manual, "rotation-interval-days": "92" })), []);
    });

    it("names everything that is missing at once", () => {
      assert.deepEqual(about(secret({ "rotation-mode": "manual", "rotation-interval-days": "93" })), [
        "mandatory: prod/api/app declares a manual rotation, but it has no tag owner, it has no tag runbook, " +
          "its tag rotation-interval-days is 93 (wanted 1 to 92).",
      ]);
      assert.deepEqual(about(secret({ ...manual, "rotation-interval-days": "quarterly" })), [
        "mandatory: prod/api/app declares a manual rotation, but its tag rotation-interval-days is no whole number (wanted 1 to 92).",
      ]);
    });

    it("says that a tag is not known yet", () => {
      assert.deepEqual(about(secret({ ...manual, runbook: unknown, "rotation-interval-days": "90" })), [
        "advisory: prod/api/app declares a manual rotation, but its tag runbook is not known at preview.",
      ]);
      assert.deepEqual(about(secret(unknown)), [
        "advisory: prod/api/app has no SecretRotation, and whether its tags declare a rotation is not known at preview.",
      ]);
    });

    it("does not let unknown default tags hide that nothing is declared", () => {
      assert.deepEqual(about(secret({}, { tagsAll: unknown })), ["mandatory: prod/api/app has no rotation."]);
    });
  });

  describe("of a database credential", () => {
    const quarterly = rotation({ automaticallyAfterDays: 90 });
    const tooLong = ["mandatory: prod/api/app rotates every 90 days; wanted at most 30 for a database credential."];

    it("is known by its tags, even while the instance is not", () => {
      assert.deepEqual(about(secret({ DBInstanceIdentifier: unknown }), quarterly), tooLong);
      assert.deepEqual(about(secret({ "secret-kind": "database" }), quarterly), tooLong);
    });

    it("is known by its name", () => {
      for (const name of ["prod/api/database", "prod/orders-db", "prod/ordersPostgres", "prod/rds_master"]) {
        assert.equal(about(secret({}, { name }), quarterly).length, 1, name);
      }
      for (const name of ["prod/api/feedback", "prod/database/api", "prod/dbt"]) {
        assert.deepEqual(about(secret({}, { name }), quarterly), [], name);
      }
    });

    it("is known by the value that the stack gives it", () => {
      const fields = { engine: "postgres", username: "api", password: ["n7Kq2v", "Xw9L"].join("") };
      const version = linked(versionType, { secretString: JSON.stringify(fields) });
      assert.deepEqual(about(secret(), quarterly, version), tooLong);
    });

    it("may be one while a tag is not known", () => {
      assert.deepEqual(about(secret({ "secret-kind": unknown }), quarterly), [
        "advisory: prod/api/app rotates every 90 days, too long for a database credential, and whether it is one is not known at preview.",
      ]);
    });
  });

  describe("while a secret awaits its seed", () => {
    it("advises how to go on", () => {
      const [only] = ask(rule, [secret(awaiting)]);
      assert.equal(only?.policy, "secret-rotation-advisory");
      assert.equal(
        only.message,
        [
          "prod/api/app awaits its seed, and has no rotation until then.",
          "Fix: npx strongroom seed prod api puts its value, and records prod/api/app under strongroom:seeded in the stack file;",
          "     the next pulumi up adds its rotation.",
        ].join("\n"),
      );
    });

    it("does not believe it once the stack gives the secret a value", () => {
      assert.deepEqual(about(secret(awaiting), linked(versionType, { secretString: unknown })), [
        "mandatory: prod/api/app has no rotation: its tag awaiting-seed is not believed, because SecretVersion-1 gives it a value.",
      ]);
    });

    it("wants an owner, an interval and a mode other than manual", () => {
      assert.deepEqual(about(secret({ ...awaiting, owner: "" })), [
        "mandatory: prod/api/app awaits its seed, but it has no tag owner.",
      ]);
      assert.deepEqual(about(secret({ ...awaiting, "rotation-interval-days": "120" })), [
        "mandatory: prod/api/app awaits its seed, but its tag rotation-interval-days is 120 (wanted 1 to 92).",
      ]);
      assert.deepEqual(about(secret({ ...awaiting, "rotation-mode": "" })), [
        "mandatory: prod/api/app has no rotation.",
      ]);
    });
  });

  it("leaves an entry that RDS owns to RDS", () => {
    assert.deepEqual(about(secret(undefined, { name: "rds!db-7f1c2f2e" })), []);
  });
});
