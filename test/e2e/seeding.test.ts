import assert from "node:assert/strict";
import type { Stage } from "../../lab/stage/stage";
import { type Account, currentValue, openAccount } from "./aws";
import { Cluster, unlessMissing, until } from "./cluster";
import { engine } from "./engine";
import { bringUp, seededEntries, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { apiValues, randomValue, readUrl, same, strongroom } from "./strongroom";
import { assume, forgedToken, serviceAccountToken } from "./web-identity";
import { apply, ask, example, podsOf, remove, rolledOut } from "./workloads";

/** Needs the engine, the API server, the operator, the emulator, and the kubelet that runs the demo application. */
describe("a service's values, from a person to its pods", function () {
  this.timeout(600_000);
  const deployment = example("deployment.yaml");
  const values = apiValues();
  let stage: Stage;
  let cluster: Cluster;
  let account: Account;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    account = await openAccount(stage, "111122223333");
    await bringUp(stage, "dev");
  });

  after(async () => {
    await remove(cluster, deployment);
    await takeDown(stage, "dev");
  });

  describe("before anybody puts them", () => {
    it("the operator says that it cannot read them, and makes no Secret", async () => {
      const condition = await until("the operator has tried", () => cluster.externalSecret("api", "api-secrets"));
      const { status, reason, message } = condition;
      assert.deepEqual(
        { status, reason, message },
        {
          status: "False",
          reason: "SecretSyncedError",
          message: "could not get secret data from provider",
        },
      );
      const warning = "error processing spec.data[0] (key: dev/api/database), err: Secret does not exist";
      await until(`it says: ${warning}`, async () => (await cluster.warnings("api", "api-secrets")).includes(warning));
      assert.equal(await cluster.secret("api", "api-secrets"), undefined);
    });

    it("no pod of the service starts", async () => {
      await apply(stage, deployment);
      const pods = await until("the pods wait", async () => {
        const found = await podsOf(cluster, deployment);
        return (
          found.length === 2 &&
          found.every((pod) => pod.status?.containerStatuses?.[0]?.state?.waiting?.message) &&
          found
        );
      });
      for (const { status } of pods) {
        const [container] = status!.containerStatuses!;
        assert.equal(status!.phase, "Pending");
        assert.deepEqual(
          { ...container!.state!.waiting },
          {
            reason: "CreateContainerConfigError",
            message: 'secret "api-secrets" not found',
          },
        );
        assert.equal(container!.restartCount, 0);
      }
    });
  });

  describe("after strongroom seed", () => {
    it("the entries hold them, and the stack file records the entries", async () => {
      const { status, stdout, stderr } = await strongroom(stage, ["seed", "dev", "api"], { input: values });
      assert.equal(status, 0, stderr);
      for (const value of [values.database.password, values.app.STRIPE_SECRET_KEY, values.apple.APPLE_SHARED_SECRET]) {
        assert.equal(`${stdout}${stderr}`.includes(value), false, "a value is shown");
      }
      assert.deepEqual(seededEntries(stage, "dev"), ["dev/api/database", "dev/api/app", "dev/api/apple"]);
      const database = await currentValue(account, "dev/api/database");
      assert.equal(same(database, { ...values.database, ...address, ssl: true }), true);
      assert.equal(same(await currentValue(account, "dev/api/apple"), values.apple), true);
    });

    it("the cluster's Secret holds exactly the declared keys, with these values", async () => {
      await cluster.forceSync("api", "api-secrets");
      const condition = await cluster.externalSecret("api", "api-secrets");
      assert.deepEqual([condition?.status, condition?.reason], ["True", "SecretSynced"]);
      const secret = (await cluster.secret("api", "api-secrets"))!;
      assert.deepEqual(Object.keys(secret).sort(), [
        "APPLE_SHARED_SECRET",
        "DATABASE_HOST",
        "DATABASE_NAME",
        "DATABASE_PASSWORD",
        "DATABASE_PORT",
        "DATABASE_URL",
        "DATABASE_USERNAME",
        "JWT_SIGNING_KEY",
        "STRIPE_SECRET_KEY",
      ]);
      const { DATABASE_URL: url, ...plain } = secret;
      const generated = (await currentValue(account, "dev/api/app"))!["JWT_SIGNING_KEY"]!;
      assert.match(generated, /^[A-Za-z0-9]{32,}$/);
      const expected = {
        ...values.app,
        ...values.apple,
        JWT_SIGNING_KEY: generated,
        DATABASE_USERNAME: values.database.username,
        DATABASE_PASSWORD: values.database.password,
        DATABASE_HOST: address.host,
        DATABASE_PORT: String(address.port),
        DATABASE_NAME: address.dbname,
      };
      assert.equal(same(plain, expected), true);
      assert.deepEqual(readUrl(url!, values.database.password), {
        protocol: "postgresql:",
        username: values.database.username,
        password: true,
        host: "api.dev.db.example.com:5432",
        pathname: "/api",
        rest: "",
      });
    });

    it("the waiting pods start by themselves, and are ready", async () => {
      for (const pod of await rolledOut(cluster, deployment)) {
        assert.deepEqual(await ask(pod, "/healthz"), { status: "ok" });
        assert.deepEqual(await ask(pod, "/version"), { version: "0.1.0", source: "environment" });
        assert.equal(pod.status!.containerStatuses![0]!.restartCount, 0);
      }
    });

    it("the next update starts the rotation that waited for them, and changes nothing else", async () => {
      const { status, changes, text } = await engine(stage, "up", "dev");
      assert.equal(status, 0, text);
      const { same: kept, ...changed } = changes;
      assert.ok(kept! > 40, text);
      assert.deepEqual(changed, { create: 1, update: 3 }, text);
      assert.equal(same(await currentValue(account, "dev/api/apple"), values.apple), true);
    });

    it("a second person does not overwrite them by accident", async () => {
      const other = { apple: { APPLE_SHARED_SECRET: randomValue() } };
      const { status, stdout } = await strongroom(stage, ["seed", "dev", "api"], { input: other });
      assert.equal(status, 0);
      assert.match(stdout, /^dev\/api\/apple: nothing was put; stands in stacks\/Pulumi\.dev\.yaml already\.$/m);
      assert.match(stdout, /^ {2}Left as before: APPLE_SHARED_SECRET\. --replace overwrites\.$/m);
      assert.equal(same(await currentValue(account, "dev/api/apple"), values.apple), true);
    });
  });

  describe("through AWS STS", () => {
    const operator = {
      namespace: "external-secrets",
      serviceAccount: "external-secrets",
      audience: "sts.amazonaws.com",
    };
    let role: string;

    before(async () => {
      const { namespace, serviceAccount: name } = operator;
      const { metadata } = await cluster.core.readNamespacedServiceAccount({ namespace, name });
      role = metadata!.annotations!["eks.amazonaws.com/role-arn"]!;
      await cluster.core.createNamespacedServiceAccount({ namespace: "api", body: { metadata: { name } } });
    });

    after(() => cluster.core.deleteNamespacedServiceAccount({ namespace: "api", name: operator.serviceAccount }));

    it("the operator's service account takes the operator's role", async () => {
      assert.equal(
        await assume(stage, role, await serviceAccountToken(cluster, operator)),
        "arn:aws:sts::111122223333:assumed-role/strongroom-dev-external-secrets/test",
      );
    });

    for (const [whose, change] of [
      ["another service account", { serviceAccount: "default" }],
      ["a service account of the same name in another namespace", { namespace: "api" }],
    ] as const) {
      it(`${whose} does not`, async () => {
        const token = await serviceAccountToken(cluster, { ...operator, ...change });
        const refusal = "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";
        assert.equal(await assume(stage, role, token), refusal);
      });
    }

    it("a token that was made for somebody else does not", async () => {
      const token = await serviceAccountToken(cluster, { ...operator, audience: "vault" });
      assert.equal(await assume(stage, role, token), "InvalidIdentityTokenException: Incorrect token audience");
    });

    it("a token of another cluster does not", async () => {
      const issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/00000000000000000000000000000000";
      const refusal = `InvalidIdentityTokenException: No OpenIDConnect provider found in your account for ${issuer}`;
      assert.equal(await assume(stage, role, forgedToken(operator, issuer)), refusal);
    });

    it("a token that only says to be of this cluster does not", async () => {
      const refusal = await assume(stage, role, forgedToken(operator, stage.kubernetes.issuer));
      assert.match(refusal, /^InvalidIdentityTokenException: Couldn't verify the web identity token/);
    });
  });

  describe("for a namespace that no service declares", () => {
    const namespace = "stranger";
    const stolen = {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: "api-secrets", namespace },
      spec: {
        secretStoreRef: { name: "aws-secrets-manager", kind: "ClusterSecretStore" },
        data: [{ secretKey: "KEY", remoteRef: { key: "dev/api/apple", property: "APPLE_SHARED_SECRET" } }],
      },
    };

    after(() => unlessMissing(cluster.core.deleteNamespace({ name: namespace })));

    it("the store is closed", async () => {
      await apply(stage, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, stolen);
      const condition = await until("the operator has tried", () => cluster.externalSecret(namespace, "api-secrets"));
      assert.deepEqual([condition.status, condition.reason], ["False", "SecretSyncedError"]);
      const warning =
        'error processing spec.data[0] (key: dev/api/apple), err: using cluster store "aws-secrets-manager" is not ' +
        'allowed from namespace "stranger": denied by spec.condition';
      await until(`it says: ${warning}`, async () =>
        (await cluster.warnings(namespace, "api-secrets")).includes(warning),
      );
      assert.equal(await cluster.secret(namespace, "api-secrets"), undefined);
    });
  });
});

/** What services/api.ts declares of its database in dev. */
const address = {
  engine: "postgres",
  host: "api.dev.db.example.com",
  port: 5432,
  dbname: "api",
};
