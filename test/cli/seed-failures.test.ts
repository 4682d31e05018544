import assert from "node:assert/strict";
import * as fs from "node:fs";
import type { Answer, Call } from "./fake-aws";
import { SeedStage } from "./seed-stage";

const credentialsFix =
  "Fix: export AWS_PROFILE=PROFILE, and aws sso login if it has expired; aws sts get-caller-identity shows who you are.\n";

describe("strongroom seed, when something is wrong", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  let before: unknown[];
  const values = (): unknown[] => ["database", "app", "apple"].map((group) => stage.aws.value(`dev/api/${group}`));

  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    stage.afterFirstUpdate();
    before = values();
  });
  afterEach(() => stage.stop());

  /** Answers one action otherwise, from its nth call on. */
  function answer(action: string, given: Answer | ((call: Call) => Answer), from = 1): void {
    let count = 0;
    stage.aws.before = (call) => {
      if (call.action !== action || ++count < from) return undefined;
      return typeof given === "function" ? given(call) : given;
    };
  }

  const apple = (): object => ({ APPLE_SHARED_SECRET: stage.makeValue() });
  const seedApple = () => stage.run(["dev", "api", "--group", "apple"], apple());
  const assertUntouched = (): void => {
    assert.deepEqual(values(), before);
    assert.equal(stage.seeded(), undefined);
  };

  it("refuses credentials of another account before it reads anything", async () => {
    stage.aws.account = "333344445555";
    const { status, stdout, stderr } = await seedApple();
    assert.deepEqual(
      [status, stdout, stderr],
      [
        2,
        "",
        "These AWS credentials are of account 333344445555; dev is account 111122223333. Nothing was read or written.\n" +
          "Fix: export AWS_PROFILE=PROFILE, one of account 111122223333; aws sts get-caller-identity shows who you are.\n",
      ],
    );
    assert.deepEqual(stage.aws.actions(), []);
  });

  it("says what to type without credentials, and with stale ones", async () => {
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const missing = await stage.run(["dev", "api"], apple(), none);
    assert.deepEqual(
      [missing.status, missing.stderr],
      [2, `There are no AWS credentials. Nothing was read or written.\n${credentialsFix}`],
    );
    answer("DescribeSecret", { status: 400, name: "ExpiredTokenException" });
    const stale = await seedApple();
    assert.deepEqual(
      [stale.status, stale.stderr],
      [2, `AWS does not accept these credentials (ExpiredTokenException). Nothing was written.\n${credentialsFix}`],
    );
    assertUntouched();
  });

  it("says which entries cannot be seeded, all at once", async () => {
    stage.aws.create("dev/api/app");
    stage.aws.scheduleDeletion("dev/api/apple");
    stage.aws.create("dev/api/database", "a text");
    const { status, stderr } = await stage.run(["dev", "api"]);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "dev/api/database holds a value that is no JSON object, so no key can be added to it. Nothing was written.\n" +
        "Fix: move its value into one of the keys username, password, as JSON.\n" +
        "dev/api/app lacks JWT_SIGNING_KEY, which Pulumi generates; it would overwrite what is put before that. Nothing was written.\n" +
        "Fix: finish the update first: pulumi up --stack dev.\n" +
        "dev/api/apple is about to be deleted. Nothing was written.\n" +
        "Fix: if it is still needed, type aws secretsmanager restore-secret --secret-id dev/api/apple, then run this again.\n",
    );
  });

  it("wants the entry to exist", async () => {
    const { status, stderr } = await stage.run(["dev", "worker"], { TRACKING_API_KEY: stage.makeValue() });
    assert.deepEqual(
      [status, stderr],
      [
        2,
        "dev/worker/tracking does not exist. Nothing was written.\nFix: create it: pulumi up --stack dev, then run this again.\n",
      ],
    );
  });

  it("does not write into a rotation", async () => {
    stage.aws.put("dev/api/database", "{}");
    stage.aws.put("dev/api/database", "{}", "pending", "AWSPENDING");
    const { status, stderr } = await stage.run(["dev", "api", "--group", "database"], { username: "api" });
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "dev/api/database is being rotated: a value that is put now would be lost. Nothing was written.\n" +
        "Fix: wait until the rotation has ended; one that hangs ends with aws secretsmanager cancel-rotate-secret --secret-id dev/api/database.\n",
    );
  });

  it("takes the stage of an ended rotation along, so that the next rotation can start", async () => {
    const credential = { username: "api", password: stage.makeValue() };
    stage.aws.rotate("dev/api/database", JSON.stringify(credential));
    const { status } = await stage.run(["dev", "api", "--group", "database"]);
    assert.equal(status, 0);
    assert.deepEqual(stage.aws.stages("dev/api/database"), [["AWSPREVIOUS"], ["AWSCURRENT"]]);

    stage.aws.rotate("dev/api/database", JSON.stringify(credential));
    answer("UpdateSecretVersionStage", { status: 400, name: "AccessDeniedException", message: "No" });
    const failed = await stage.run(["dev", "api", "--group", "database"]);
    assert.equal(failed.status, 2);
    assert.match(
      failed.stderr,
      /^AWS refused ending a rotation \(secretsmanager:UpdateSecretVersionStage\): No\. The value was put, but dev\/api\/database does not rotate before this is done: aws secretsmanager update-secret-version-stage --secret-id dev\/api\/database --version-stage AWSPENDING --remove-from-version-id version-\d\.\n/,
    );
  });

  it("does not write over a value that came after it read", async () => {
    const other = { APPLE_SHARED_SECRET: stage.makeValue() };
    answer(
      "DescribeSecret",
      () => {
        stage.aws.put("dev/api/apple", JSON.stringify(other));
        return undefined;
      },
      2,
    );
    const { status, stderr } = await seedApple();
    assert.deepEqual(
      [status, stderr],
      [
        2,
        "dev/api/apple got another value while this ran. It holds that one; nothing was written to it.\n" +
          "Fix: run this again: it starts from the new value.\n",
      ],
    );
    assert.deepEqual(stage.aws.value("dev/api/apple"), other);
    assert.equal(stage.seeded(), undefined);
  });

  it("notices a value that came in the same moment", async () => {
    answer("PutSecretValue", () => {
      stage.aws.put("dev/api/apple", "{}");
      return undefined;
    });
    const { status, stderr } = await seedApple();
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^dev\/api\/apple got another value in the same moment\. Version [0-9a-f-]{36} is what was put here; current is [0-9a-f-]{36}, previous is version-2\.\nFix: find who else writes to dev\/api\/apple, then run this again with --dry-run\.\n$/,
    );
    assert.equal(stage.seeded(), undefined);
  });

  it("repeats a call that failed for a while with the same token: one version", async () => {
    let failures = 2;
    answer("PutSecretValue", () => (failures-- > 0 ? { status: 500, name: "InternalServiceError" } : undefined));
    const { status } = await seedApple();
    assert.equal(status, 0);
    const tokens = stage.aws.calls.flatMap(({ body }) => body["ClientRequestToken"] ?? []);
    assert.deepEqual([tokens.length, new Set(tokens).size], [3, 1]);
    assert.equal(stage.aws.count("dev/api/apple"), 1);
  });

  it("makes one version, too, when the answer to a call that went through was lost", async () => {
    let isLost = true;
    answer("PutSecretValue", ({ body }) => {
      if (!isLost) return undefined;
      isLost = false;
      stage.aws.put("dev/api/apple", body["SecretString"]!, body["ClientRequestToken"]);
      return "hang up";
    });
    const { status } = await seedApple();
    assert.equal(status, 0);
    assert.equal(stage.aws.count("dev/api/apple"), 1);
    assert.deepEqual(stage.seeded(), ["dev/api/apple"]);
  });

  it("says when it is not known whether a value arrived, and shows no message of AWS that repeats one", async () => {
    answer("PutSecretValue", ({ body }) => ({
      status: 500,
      name: "InternalServiceError",
      message: body["SecretString"]!,
    }));
    const unknown = await seedApple();
    assert.equal(unknown.status, 2);
    assert.match(
      unknown.stderr,
      /^AWS refused putting a value into dev\/api\/apple \(secretsmanager:PutSecretValue\) \(InternalServiceError, status 500, request request-1\)\. Whether dev\/api\/apple got the value is not known: if it did, it is version [0-9a-f-]{36}\. --dry-run shows what it holds\.\nFix: run this again\.\n$/,
    );
    answer("PutSecretValue", ({ body }) => ({
      status: 400,
      name: "ValidationException",
      message: body["SecretString"]!,
    }));
    const refused = await seedApple();
    assert.match(
      refused.stderr,
      /\(ValidationException, status 400, request request-1\)\. dev\/api\/apple holds what it held\.\n/,
    );
    answer("PutSecretValue", "hang up");
    const silent = await seedApple();
    assert.match(silent.stderr, /^AWS gave no answer on putting a value into dev\/api\/apple .+ is not known: /);
    assertUntouched();
  });

  it("shows which permission is missing", async () => {
    const message = "User: u is not authorized to perform: secretsmanager:GetSecretValue on resource: r";
    answer("GetSecretValue", { status: 400, name: "AccessDeniedException", message });
    const { status, stderr } = await stage.run(["dev", "api", "--group", "app"]);
    assert.deepEqual(
      [status, stderr],
      [
        2,
        `AWS refused reading dev/api/app (secretsmanager:GetSecretValue): ${message}. Nothing was written.\n` +
          "Fix: take a role that may do this; the deploy role of CI may not read or write values in production.\n",
      ],
    );
  });

  it("says which entries were written before one failed, and which were not reached", async () => {
    answer("PutSecretValue", ({ body }) =>
      body["SecretId"] === "dev/api/app" ? { status: 400, name: "LimitExceededException" } : undefined,
    );
    const given = {
      database: { username: "api", password: stage.makeValue() },
      app: { STRIPE_SECRET_KEY: stage.makeValue() },
      apple: apple(),
    };
    const { status, stderr } = await stage.run(["dev", "api"], given);
    assert.equal(status, 2);
    assert.deepEqual(stderr.split("\n").slice(-4), [
      "Fix: run this again.",
      "Before that, dev/api/database got its values.",
      "Not reached, and as before: dev/api/apple.",
      "",
    ]);
    assert.match(stderr, /dev\/api\/app holds what it held\./);
    assert.deepEqual(stage.seeded(), ["dev/api/database"]);
    assert.deepEqual(stage.aws.value("dev/api/app"), before[1]);
  });

  it("says which line to add when the stack file cannot be changed after the value was put", async () => {
    answer("PutSecretValue", () => {
      fs.appendFileSync(stage.file("stacks/Pulumi.dev.yaml"), "\n  broken: [\n");
      return undefined;
    });
    const { status, stderr } = await seedApple();
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^stacks\/Pulumi\.dev\.yaml could not be changed \([A-Z_]+\): dev\/api\/apple has its values, but stands in no list\.\nFix: add the line - dev\/api\/apple under strongroom:seeded in stacks\/Pulumi\.dev\.yaml\.\n$/,
    );
  });

  it("wants values on standard input where there is no terminal", async () => {
    const { status, stderr } = await stage.run(["dev", "api"]);
    assert.deepEqual(
      [status, stderr],
      [
        2,
        "Values are missing, and standard input is no terminal and holds none. Nothing was written.\n" +
          "Fix: run this on a terminal, or give JSON on standard input: see --help.\n",
      ],
    );
    assertUntouched();
  });

  it("refuses an entry that would be longer than Secrets Manager takes", async () => {
    const long = Array.from({ length: 2100 }, () => stage.makeValue()).join("");
    const { status, stderr } = await stage.run(["dev", "api", "--group", "apple"], { APPLE_SHARED_SECRET: long });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^dev\/api\/apple would hold 672\d\d bytes\. Secrets Manager takes 65536\. Nothing was written\.\nFix: declare the long values in a group of their own\.\n$/,
    );
    assertUntouched();
  });
});
