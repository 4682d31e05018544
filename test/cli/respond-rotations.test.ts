import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { Database, SecretGroup } from "../../components/model/service";
import { keptValues } from "../../cli/respond/kept-values";
import { rotationSteps } from "../../cli/respond/steps/by-aws";
import { makeRotationFunction } from "../../lab/given/rotation-function";
import { zipFolder } from "../../lab/providers/aws/archive";
import { signingKeys } from "../../runtime";
import { account, describeEmulator, region } from "../lab/emulator-process";
import { RespondFixture } from "./respond-fixture";

const last = <T>(list: readonly T[]): T => list.at(-1)!;

describe("what a rotation kept of a value that leaked", () => {
  for (const [what, leaked, current, wanted] of [
    ["nothing", { KEY: "the-old-key", HOST: "a.example" }, { KEY: "the-new-key", HOST: "a.example" }, []],
    [
      "a key in a ring",
      { KEY: "the-old-key" },
      { KEY: '{"current":"the-new-key","previous":{"key":"the-old-key"}}' },
      ["KEY"],
    ],
    [
      "a key of a ring",
      { KEY: '{"current":"key-two","previous":{"key":"key-one-of-old"}}' },
      { KEY: '{"current":"key-three"}' },
      [],
    ],
    ["a key in a list", { KEY: '["the-old-key"]' }, { KEY: '["the-new-key","the-old-key"]' }, ["KEY"]],
    [
      "a key under another name",
      { KEY: "the-old-key" },
      { KEY: "the-new-key", KEY_BEFORE: "the-old-key" },
      ["KEY_BEFORE"],
    ],
    // Neither is a secret that was rotated.
    [
      "what stands where it stood",
      { KEY: '{"kid":"2026-11","issuer":"https://a.example","key":"a"}' },
      { KEY: '{"kid":"2026-12","issuer":"https://a.example","key":"b","for":"https://a.example"}' },
      [],
    ],
    ["a short text", { PORT: "5432", KEY: "a" }, { PORT: "5433", KEY: "5432" }, []],
  ] as const) {
    it(`is ${what}`, () => assert.deepEqual(keptValues(leaked, current).kept, wanted));
  }

  it("is told apart from what it left as it was", () => {
    assert.deepEqual(keptValues({ A: "one", B: "two" }, { A: "one", B: "other" }).unchanged, ["A"]);
  });
});

describeEmulator("a rotation in the response", (emulator) => {
  let fixture: RespondFixture;
  before(async () => (fixture = await RespondFixture.on(emulator)));
  beforeEach(() => fixture.said.splice(0));
  after(() => fixture.end());

  describe("whose sessions are to end", () => {
    const group = (database: Database): SecretGroup => ({ database, rotation: { mode: "database" } });
    const database = { engine: "postgres", host: "s.example", name: "s" } as const;
    const alternating: SecretGroup = {
      database,
      rotation: { mode: "database", strategy: "alternating-users", superuserSecretArn: "arn" },
    };

    it("are named by the entry, in a file and on the terminal", async () => {
      await fixture.createEntry("dev/s/single", { username: "o'brien", password: randomUUID() });
      const context = await fixture.context("dev/s/single");
      const facts = await last(rotationSteps(group(database), fixture.environment)).run(context, {});
      const file = path.join(context.incident.folder, "end-sessions.sql");
      assert.match(fs.readFileSync(file, "utf8"), /WHERE usename IN \('o''brien'\) AND/);
      assert.equal(fs.statSync(file).mode & 0o777, 0o600);
      assert.equal(facts["users"], "o'brien");
      assert.ok(fixture.said.includes("  WHERE usename IN ('o''brien') AND pid <> pg_backend_pid();"));
      assert.equal(
        fixture.said.at(-1),
        "  psql --host=s.example --port=5432 --username=ADMIN --dbname=s --file=end-sessions.sql",
      );
    });

    it("are those of both users that take turns, also where the version that leaked is gone", async () => {
      await fixture.createEntry("dev/s/two", { username: "s_clone", password: randomUUID() });
      const context = await fixture.context("dev/s/two", { version: randomUUID() });
      const facts = await last(rotationSteps(alternating, fixture.environment)).run(context, {});
      assert.equal(facts["users"], "s, s_clone");
    });

    it("are of a user to be filled in where the entry names none", async () => {
      await fixture.createEntry("dev/s/none", { username: "a\nb", password: randomUUID() });
      const facts = await last(rotationSteps(group(database), fixture.environment)).run(
        await fixture.context("dev/s/none"),
        {},
      );
      assert.equal(facts["users"], "USER");
      assert.equal(fixture.said[0], "No version of the entry names a user: put the name in the place of USER.");
    });
  });

  describe("by a function that keeps the key before for an overlap", () => {
    const group: SecretGroup = {
      keys: { JWT_SIGNING_KEY: { value: "provided" } },
      rotation: { mode: "lambda", functionArn: `arn:aws:lambda:${region}:${account}:function:rotate-keys` },
    };
    const example = path.join(__dirname, "..", "..", "examples", "application-keys", "function");
    const steps = () => rotationSteps(group, fixture.environment);

    before(async () => {
      const { config } = fixture.secretsManager;
      const given = { region, endpoint: emulator.endpoint, credentials: config.credentials };
      const home = { account, region, iam: new IAMClient(given), lambda: new LambdaClient(given) };
      const variables = { KEYS: "JWT_SIGNING_KEY", OVERLAP_HOURS: "24" };
      const spec = {
        name: "rotate-keys",
        engine: "postgres",
        strategy: "single-user",
        databases: "",
        variables,
      } as const;
      await makeRotationFunction(home, spec, zipFolder(example));
    });

    it("goes on until nothing of the old key is accepted or can be read, and no further when begun again", async () => {
      const leaked = randomUUID();
      await fixture.createEntry("dev/k/signing", { JWT_SIGNING_KEY: leaked, OTHER: "other-than-the-key" });
      await enable("dev/k/signing");
      const context = await fixture.context("dev/k/signing");
      assert.deepEqual(
        steps().map(({ id, phase }) => `${phase} ${id}`),
        ["revoke rotate", "revoke rotate-again", "revoke drop"],
      );
      for (const step of steps()) {
        await step.check?.(context);
        const begun = (await step.prepare?.(context)) ?? {};
        const facts = await step.run(context, begun);
        assert.deepEqual(await step.run(context, begun), step.id === "drop" ? { dropped: "none" } : facts);
      }
      const value = await fixture.read("dev/k/signing");
      const { accepted } = signingKeys(value["JWT_SIGNING_KEY"]!);
      assert.equal(accepted.includes(leaked), false);
      assert.equal(accepted.length, 2);
      assert.equal(value["OTHER"], "other-than-the-key");
      assert.ok(fixture.said.includes("The new value keeps what leaked, in JWT_SIGNING_KEY: it rotates again."));
      assert.ok(
        fixture.said.includes(
          "As before: OTHER. What of that is secret has leaked, too: strongroom seed dev orders --group signing --replace replaces it.",
        ),
      );
      assert.equal((await fixture.stages("dev/k/signing")).includes("AWSPREVIOUS"), false);
    });

    it("says that what leaked is valid where the function changes none of its keys", async () => {
      await fixture.createEntry("dev/k/other", { OTHER: "other-than-the-key" });
      const context = await fixture.context("dev/k/other");
      await assert.rejects(async () => steps()[1]!.run(context, {}), {
        message:
          "The rotation of dev/k/other changed none of its keys: what leaked is valid still.\n" +
          "Fix: look at its function, whether it rotates these keys; then run this again.",
      });
    });

    it("is refused before it begins where the entry has no rotation", async () => {
      await fixture.createEntry("dev/k/none", { JWT_SIGNING_KEY: randomUUID() });
      await assert.rejects(async () => steps()[0]!.check!(await fixture.context("dev/k/none")), {
        message:
          "dev/k/none has no rotation: AWS would start none. Nothing was changed.\n" +
          "Fix: pulumi up sets up its rotation once it is seeded; then run this again.",
      });
    });

    /** Sets the rotation up without rotating, and waits until its test of the function has ended. */
    async function enable(entry: string): Promise<void> {
      const { functionArn } = group.rotation as { functionArn: string };
      const rules = { RotationLambdaARN: functionArn, RotateImmediately: false };
      const RotationRules = { ScheduleExpression: "rate(30 days)" };
      await fixture.secretsManager.send(new RotateSecretCommand({ SecretId: entry, ...rules, RotationRules }));
      while ((await fixture.stages(entry)).includes("AWSPENDING")) await wait(100);
    }
  });
});
