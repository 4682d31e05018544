import assert from "node:assert/strict";
import * as fs from "node:fs";

import { parse } from "yaml";
import { SeedStage } from "./seed-stage";

/** What a person decides about the service of these tests. */
const decided = [
  ...["--team", "shop", "--address", "shop@example.com", "--runbook", "https://runbooks.example.com/orders"],
  ...["--rotation", "stripe=60", "--rotation", "app=90"],
];

const file = "services/orders.ts";

const declaration = `import { defineService } from "../components/model";

/** What Deployment orders of namespace shop reads. Values are put with strongroom seed, never here. */
export default defineService({
  name: "orders",
  namespace: "shop",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/orders",
  workloads: [{ kind: "Deployment", name: "orders" }],
  groups: {
    // Stripe secret key. Whoever has it moves money and reads customers' data.
    stripe: {
      keys: { STRIPE_SECRET_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 60, runbook: "https://dashboard.stripe.com/apikeys" },
    },
    app: {
      keys: { HOOK_TOKEN: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90 },
    },
  },
  parameters: {
    LOG_LEVEL: "info",
  },
});
`;

const added = `What orders adds to dev

+ strongroom:index:ServiceSecrets orders
    + aws:ssm/parameter:Parameter orders-LOG_LEVEL
    + aws:secretsmanager/secret:Secret orders-stripe
        + aws:secretsmanager/secretPolicy:SecretPolicy orders-stripe
    + aws:secretsmanager/secret:Secret orders-app
        + aws:secretsmanager/secretPolicy:SecretPolicy orders-app
    + kubernetes:external-secrets.io/v1:ExternalSecret orders-parameters
    + kubernetes:external-secrets.io/v1:ExternalSecret orders-secrets

7 resources to create, grouped by 1 component.

Guard: clean. 26 rules, 8 resources.
`;

describe("strongroom onboard", function () {
  this.timeout(180_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    stage.ownProgram({});
  });
  afterEach(() => stage.stop());

  const run = (args: string[], input: object | string = "") => stage.runCommand("onboard", args, input);
  const exists = (): boolean => fs.existsSync(stage.file(file));
  const services = (): string[] => fs.readdirSync(stage.file("services")).sort();

  /** The manifests of a Deployment that reads a ConfigMap, as kubectl prints them; the values are new each time. */
  function manifests(): object {
    const stripe = `sk_live_${stage.makeValue()}`;
    stage.keep(stripe);
    const metadata = { name: "orders", namespace: "shop" };
    const env = [
      { name: "STRIPE_SECRET_KEY", valueFrom: { configMapKeyRef: { name: "orders", key: "stripe" } } },
      { name: "HOOK_TOKEN", valueFrom: { secretKeyRef: { name: "hooks", key: "token" } } },
      { name: "LOG_LEVEL", valueFrom: { configMapKeyRef: { name: "orders", key: "level" } } },
    ];
    const spec = { template: { spec: { containers: [{ name: "web", env }] } } };
    return {
      apiVersion: "v1",
      kind: "List",
      items: [
        { apiVersion: "apps/v1", kind: "Deployment", metadata, spec },
        { apiVersion: "v1", kind: "ConfigMap", metadata, data: { stripe, level: "verbose" } },
      ],
    };
  }

  it("writes the file of what manifests say, shows what it adds, and says what comes next", async () => {
    const { status, stdout, stderr } = await run(
      ["--from", "-", ...decided, "--setting", "LOG_LEVEL=info"],
      manifests(),
    );
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.equal(fs.readFileSync(stage.file(file), "utf8"), declaration);
    assert.ok(!`${stdout}${declaration}`.includes("verbose"), "a setting is copied");
    const [found, wrote, ...rest] = stdout.split("\n\n");
    assert.equal(
      found,
      "Found in Deployment shop/orders, ConfigMap shop/orders:\n" +
        "  STRIPE_SECRET_KEY  a Stripe secret key  group stripe\n" +
        "  HOOK_TOKEN         a credential         group app\n" +
        "  LOG_LEVEL          a setting            parameters",
    );
    assert.equal(wrote, `Wrote ${file}.`);
    const shown = rest.join("\n\n");
    assert.ok(shown.startsWith(added), shown);
    assert.ok(shown.slice(shown.indexOf("Next:")).startsWith(next), shown);
    assert.ok(shown.endsWith(last), shown);
  });

  it("says all that a person has to decide at once, and writes nothing", async () => {
    const { status, stdout, stderr } = await run(["--from", "-"], manifests());
    assert.equal(status, 2);
    assert.match(stdout, /^Found in Deployment shop\/orders/);
    assert.equal(
      stderr,
      "A person has to decide this, and standard input is no terminal. Nothing was written.\n" +
        "  --team NAME                who answers for it\n" +
        "  --address EMAIL            an e-mail address that reaches the team\n" +
        "  --runbook URL              the page that the on-call engineer reads\n" +
        "  --rotation stripe=DAYS     how often STRIPE_SECRET_KEY is changed by hand, in days: at most 92\n" +
        "  --rotation app=DAYS        how often HOOK_TOKEN is changed by hand, in days: at most 92\n" +
        "  --setting LOG_LEVEL=VALUE  its value in Parameter Store, or --leave LOG_LEVEL; --leave-settings leaves all that have no value\n" +
        "Fix: give what is named here, or run this on a terminal, where it is asked for.\n",
    );
    assert.equal(exists(), false);
  });

  it("without any source asks for everything", async () => {
    const { status, stderr } = await run([]);
    assert.equal(status, 2);
    assert.deepEqual(
      stderr.split("\n").flatMap((line) => /^ {2}(\S+ \S+|SERVICE)/.exec(line)?.[1] ?? []),
      [
        "--secret NAME",
        "SERVICE",
        "--namespace NAME",
        "--workload KIND/NAME",
        "--team NAME",
        "--address EMAIL",
        "--runbook URL",
      ],
    );
  });

  it("needs no source where everything is typed", async () => {
    const typed = [
      ...["orders", "--namespace", "shop", "--workload", "Deployment/orders"],
      ...["--secret", "STRIPE_SECRET_KEY", "--secret", "HOOK_TOKEN", "--setting", "LOG_LEVEL=info"],
    ];
    const { status, stderr } = await run([...typed, ...decided]);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.equal(fs.readFileSync(stage.file(file), "utf8"), declaration);
  });

  it("overwrites no file, and says so before anything else is asked", async () => {
    const before = fs.readFileSync(stage.file("services", "api.ts"), "utf8");
    const { status, stderr } = await run(["api"]);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "services/api.ts exists already. Nothing was written.\n" +
        "Fix: choose another name, change that file, or adopt entries of it: strongroom onboard api --adopt.\n",
    );
    assert.equal(fs.readFileSync(stage.file("services", "api.ts"), "utf8"), before);
  });

  it("writes nothing that the schema or the rules refuse", async () => {
    const wrong = decided.map((one) => one.replace("stripe=60", "stripe=600").replace("shop@example.com", "shop"));
    const { status, stderr } = await run(["--from", "-", "--leave-settings", ...wrong], manifests());
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "Service declarations are wrong:\n" +
        "  services/orders.ts: groups.stripe.rotation.intervalDays: the longest interval is 600 days; wanted at most 92 for credentials other than a database's\n" +
        '  services/orders.ts: owner.address: wanted an e-mail address that reaches the team, e.g. "payments@example.com"\n' +
        "Nothing was written.\n" +
        "Fix: give other values, and run this again.\n",
    );
    assert.equal(exists(), false);
  });

  it("refuses what is no name, and what was typed for nothing", async () => {
    const wanted =
      'wanted the name of the service, which is its file\'s: lower-case letters, digits and hyphens, at most 40 characters, e.g. "api".\n' +
      "Nothing was written.\nFix: name the service so.\n";
    const name = await run(["Bad_Name"]);
    assert.deepEqual([name.status, name.stderr], [2, `Bad_Name: ${wanted}`]);
    const words = await run([`Not ${stage.makeValue()}`]);
    assert.deepEqual([words.status, words.stderr], [2, wanted]);
    const group = await run(["--from", "-", "--rotation", "crm=30"], manifests());
    assert.deepEqual(
      [group.status, group.stderr],
      [
        2,
        "--rotation: no group is called crm; there are stripe, app.\nNothing was written.\nFix: name what is there.\n",
      ],
    );
  });

  it("takes a .env, and values that are typed go nowhere but into seeding", async () => {
    const value = stage.makeValue();
    fs.writeFileSync(
      stage.file(".env"),
      `DATABASE_URL=postgres://orders:${value}@db.internal/orders?sslmode=require\nPORT=8080\n`,
    );
    const typed = [
      ...["orders", "--from", ".env", "--namespace", "shop", "--workload", "StatefulSet/orders", "--leave", "PORT"],
      ...["--database", "postgresql://orders.{environment}.db.example.com/orders", "--rotation", "database=30"],
    ];
    const { status, stdout, stderr } = await run([...typed, ...decided.slice(0, 6)]);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    stage.refuseValues(fs.readFileSync(stage.file(file), "utf8"));
    assert.ok(
      stdout.includes(
        "DATABASE_URL had a query, which the URL that is composed has not: give it to the driver otherwise.",
      ),
    );
    assert.ok(stdout.includes("\n  2. npx strongroom seed dev orders, for username, password\n"), stdout);
    assert.ok(stdout.includes("\nLeft where it is: PORT.\n"));
    assert.ok(!stdout.includes("Remove what stands in plain text"));
  });

  describe("--adopt", () => {
    const arn = (name: string): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`;
    const adopted = (environment = "dev"): string[] | undefined => {
      const text = fs.readFileSync(stage.file("stacks", `Pulumi.${environment}.yaml`), "utf8");
      return (parse(text) as { config: Record<string, string[]> }).config["strongroom:adopt"];
    };
    const create = (name: string, details: object = {}): void => {
      stage.aws.create(name, { HOOK_TOKEN: stage.makeValue() });
      stage.aws.details.set(name, { ARN: arn(name), ...details });
    };
    const typed = ["--from", "-", ...decided, "--setting", "LOG_LEVEL=info"];

    it("finds what exists under the service's names, and has the next update take it over", async () => {
      create("dev/orders/app", { policy: "{}" });
      stage.aws.parameters.add("/dev/orders/LOG_LEVEL");
      const { status, stdout, stderr } = await run([...typed, "--adopt"], manifests());
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.deepEqual(adopted(), [
        arn("dev/orders/app"),
        "arn:aws:ssm:eu-west-1:111122223333:parameter/dev/orders/LOG_LEVEL",
      ]);
      assert.ok(
        stdout.includes(
          "dev/orders/stripe does not exist: the update makes it.\n" +
            "dev/orders/app exists, and is adopted; its resource policy is replaced.\n" +
            "/dev/orders/LOG_LEVEL exists, and is adopted.\n" +
            "Recorded in stacks/Pulumi.dev.yaml.\n",
        ),
        stdout,
      );
      assert.match(stdout, /^ {4}= aws:secretsmanager\/secret:Secret orders-app$/m);
      assert.match(stdout, /^ {4}= aws:ssm\/parameter:Parameter orders-LOG_LEVEL$/m);
      assert.match(stdout, /^ {4}\+ aws:secretsmanager\/secret:Secret orders-stripe$/m);
      assert.match(stdout, /^5 resources to create, 2 resources to import, grouped by 1 component\.$/m);
      assert.match(stdout, /^ {2}2\. pulumi up --stack dev$/m);
      assert.match(stdout, /^ {2}3\. pulumi config rm --stack dev strongroom:adopt, once the update is done\.$/m);
      assert.deepEqual([...new Set(stage.aws.actions())].sort(), [
        "DescribeParameters",
        "DescribeSecret",
        "GetResourcePolicy",
      ]);
    });

    it("refuses an entry of another name, and says how its value gets over", async () => {
      create("legacy/stripe");
      const { status, stderr } = await run([...typed, "--adopt", "legacy/stripe"], manifests());
      assert.equal(status, 2);
      assert.equal(
        stderr,
        '"legacy/stripe" is no name that orders gives in dev: dev/orders/stripe, dev/orders/app, /dev/orders/LOG_LEVEL. Nothing was written.\n' +
          "Fix: AWS cannot rename an entry. Bring this up without --adopt, seed it from the old entry, and delete that once nobody reads it:\n" +
          "  aws secretsmanager get-secret-value --secret-id legacy/stripe --query SecretString --output text |\n" +
          "    npx strongroom seed dev orders --group stripe\n",
      );
      assert.deepEqual([exists(), adopted(), stage.aws.calls], [false, undefined, []]);
    });

    it("refuses what does not exist, waits for its deletion or has a key that the environment has not", async () => {
      const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-00000000aaaa";
      create("dev/orders/app", { KmsKeyId: kmsKeyArn });
      const { status, stderr } = await run([...typed, "--adopt", "dev/orders/stripe", "dev/orders/app"], manifests());
      assert.equal(status, 2);
      assert.equal(
        stderr,
        "dev/orders/stripe does not exist.\nFix: leave it out, and the update makes it.\n" +
          `dev/orders/app is encrypted with the key ${kmsKeyArn}, and an update cannot take a key away.\n` +
          "Fix: set strongroom:secrets.kmsKeyArn, or type aws secretsmanager update-secret --secret-id dev/orders/app --kms-key-id alias/aws/secretsmanager.\n" +
          "Nothing was written.\n",
      );
      stage.aws.details.set("dev/orders/app", { ARN: arn("dev/orders/app") });
      stage.aws.scheduleDeletion("dev/orders/app");
      const deleted = await run([...typed, "--adopt"], manifests());
      assert.equal(
        deleted.stderr,
        "dev/orders/app is about to be deleted.\n" +
          "Fix: if it is still needed, type aws secretsmanager restore-secret --secret-id dev/orders/app.\n" +
          "Nothing was written.\n",
      );
      assert.deepEqual([exists(), adopted()], [false, undefined]);
    });

    it("refuses an entry whose value the update would write over", async () => {
      create("dev/api/app");
      const { status, stderr } = await run(["api", "--adopt", "dev/api/app"]);
      assert.equal(status, 2);
      assert.equal(
        stderr,
        "dev/api/app has the generated key JWT_SIGNING_KEY, and Pulumi would write over the value that is there: " +
          'declare it with value: "provided" here.\nNothing was written.\n',
      );
      assert.equal(adopted(), undefined);
    });

    it("adopts entries of a service that is declared, and leaves its file alone", async () => {
      stage.aws.account = "222233334444";
      const name = "staging/worker/tracking";
      stage.aws.create(name, { TRACKING_API_KEY: stage.makeValue() });
      const entry = arn(name).replace("111122223333", "222233334444");
      stage.aws.details.set(name, { ARN: entry });
      const before = services();
      const { status, stdout, stderr } = await run(["worker", "--environment", "staging", "--adopt"]);
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.deepEqual(adopted("staging"), [entry]);
      assert.deepEqual(services(), before);
      assert.match(stdout, /^ {4}= aws:secretsmanager\/secret:Secret worker-tracking$/m);
      assert.ok(
        stdout.endsWith(
          "Next:\n" +
            "  1. npx strongroom seed staging worker\n" +
            "  2. pulumi up --stack staging\n" +
            "  3. pulumi config rm --stack staging strongroom:adopt, once the update is done.\n" +
            "  4. Commit stacks/Pulumi.staging.yaml on a branch, and open a pull request.\n",
        ),
        stdout,
      );
    });

    it("writes nothing in another account", async () => {
      stage.aws.account = "999999999999";
      const { status, stderr } = await run([...typed, "--adopt"], manifests());
      assert.equal(status, 2);
      assert.match(stderr, /^These AWS credentials are of account 999999999999; dev is account 111122223333\./);
      assert.equal(exists(), false);
    });
  });
});

const next = `Next:
  1. pulumi up --stack dev
       The namespace shop has to exist before.
  2. Put the values, straight from where they lie:
       kubectl get configmap orders --namespace shop --output json |
         jq '.data | { "stripe": { "STRIPE_SECRET_KEY": .["stripe"] } }' |
         npx strongroom seed dev orders
       kubectl get secret hooks --namespace shop --output json |
         jq '.data | map_values(@base64d) | { "app": { "HOOK_TOKEN": .["token"] } }' |
         npx strongroom seed dev orders
  3. Into the manifest of Deployment orders, in the place of what it reads now:
       metadata:
         annotations:
           secret.reloader.stakater.com/reload: orders-secrets,orders-parameters
`;

const last = `
  4. Remove what stands in plain text, and rotate it: stripe in ConfigMap orders.
       npx strongroom rotate dev orders stripe
  5. Delete Secret hooks: nothing that was given reads it any more. First look who else does:
       kubectl get pods,deployments,statefulsets,daemonsets,jobs,cronjobs,ingresses,serviceaccounts --namespace shop --output json |
         jq -r '.items[] | select(any(.. | objects | to_entries[] | select(.key | test("secret"; "i")).value | ..; . == "hooks")) | "\\(.kind) \\(.metadata.name)"'
  6. Commit services/orders.ts on a branch, and open a pull request.
`;
