import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { DoctorStage, exported, sdk } from "./doctor-stage";

describe("strongroom doctor, where something is wrong", function () {
  this.timeout(120_000);

  let stage: DoctorStage;
  beforeEach(async () => {
    stage = new DoctorStage();
    await stage.start();
  });
  afterEach(() => stage.stop());

  it("goes on in a cluster and a state where the credentials are of another account", async () => {
    stage.aws.account = "999999999999";
    const found = await stage.checks();
    assert.deepEqual(
      found.filter(({ state }) => state !== "ok"),
      [
        {
          group: "account",
          check: "identity",
          state: "problem",
          found:
            "These AWS credentials are of account 999999999999; dev is account 111122223333. Nothing was read or written.",
          fix: "export AWS_PROFILE=PROFILE, one of account 111122223333; aws sts get-caller-identity shows who you are.",
        },
        ...[
          ["account", "rights"],
          ["secrets", "entries"],
          ["secrets", "values"],
          ["secrets", "rotations"],
        ].map(([group, check]) => {
          return {
            group,
            check,
            state: "not-checked",
            found: "nobody is signed in with an identity of this account.",
            fix: null,
          };
        }),
      ],
    );
    assert.deepEqual(stage.aws.actions(), []);
  });

  it("names a right that is missing", async () => {
    stage.aws.before = ({ action }) =>
      action === "ListSecretVersionIds"
        ? { status: 400, name: "AccessDeniedException", message: "no policy" }
        : undefined;
    const found = (await stage.checks()).filter(({ state }) => state !== "ok");
    assert.deepEqual(
      found.map(({ check, state }) => [check, state]),
      [
        ["rights", "problem"],
        ["entries", "not-checked"],
        ["values", "not-checked"],
        ["rotations", "not-checked"],
      ],
    );
    assert.match(found[0]!.found, /^AWS refused looking at \S+ \(secretsmanager:ListSecretVersionIds\): no policy\./);
  });

  it("names a right that is missing in the cluster, and looks at the rest", async () => {
    stage.cluster.before = ({ path: where }) =>
      where.endsWith("/externalsecrets") ? { status: 403, message: "you may not" } : undefined;
    const found = (await stage.checks()).filter(({ state }) => state !== "ok");
    assert.deepEqual(found, [
      {
        group: "cluster",
        check: "ExternalSecrets",
        state: "not-checked",
        found: `The cluster dev (${stage.clusterEndpoint()}) refused listing ExternalSecrets: you may not.`,
        fix: "take a role whose access entry allows this: aws eks list-access-entries --cluster-name dev --region eu-west-1.",
      },
    ]);
  });

  it("names a cluster that is not reached", async () => {
    stage.configure({ "strongroom:cluster/endpoint": "https://127.0.0.1:9" });
    const found = (await stage.checks()).filter(({ state }) => state !== "ok");
    assert.deepEqual(found[0], {
      group: "cluster",
      check: "API server",
      state: "problem",
      found: "The cluster dev (https://127.0.0.1:9) gave no answer on asking for its version (ECONNREFUSED).",
      fix: "a private endpoint is reached from its network alone: connect to the VPN, then run this again.",
    });
    assert.deepEqual([...new Set(found.slice(1).map((line) => line.found))], ["cluster dev was not reached."]);
  });

  it("waits no longer than it is told to, and looks at the rest meanwhile", async () => {
    stage.executable("pulumi", 'exec node -e "setTimeout(() => {}, 60_000)"');
    const found = (await stage.checks(["--timeout", "10"])).filter(({ state }) => state !== "ok");
    assert.deepEqual(
      found.map(({ check, state, found }) => [check, state, found]),
      [
        ["Pulumi CLI", "not-checked", "pulumi version gave no answer within 10 s."],
        ["backend", "not-checked", "pulumi whoami gave no answer within 10 s."],
        ["stack", "not-checked", "the backend was not reached."],
        ["secrets provider", "not-checked", "the backend was not reached."],
        ["last update", "not-checked", "the backend was not reached."],
      ],
    );
  });

  it("shows no credentials that a backend's URL holds", async () => {
    const password = stage.makeValue();
    stage.pulumi({ url: `postgres://somebody:${password}@db.example.com/state?sslkey=${password}`, stack: exported() });
    const [backend] = (await stage.checks()).filter(({ check }) => check === "backend");
    assert.equal(backend!.found, "postgres://db.example.com/state");
    const said = `error: could not open postgres://somebody:${password}@db.example.com/state?sslkey=${password}: refused`;
    stage.executable("pulumi", `[ "$1" = version ] && echo v${sdk} && exit 0; echo '${said}' >&2; exit 255`);
    const [refused] = (await stage.checks()).filter(({ check }) => check === "backend");
    assert.equal(refused!.found, "pulumi whoami: could not open postgres://db.example.com/state refused.");
  });

  it("names an update that broke off, by what it left pending and by its lock", async () => {
    const urn = "urn:pulumi:dev::strongroom::strongroom:index:ServiceSecrets$aws:secretsmanager/secret:Secret::api-app";
    const pending = { pending_operations: [{ type: "creating", resource: { urn } }] };
    const locks = stage.file("state", ".pulumi", "locks", "organization", "strongroom", "dev");
    stage.pulumi({ url: `file://${stage.file("state")}`, stack: exported(pending) });
    const update = async () => (await stage.checks()).find(({ check }) => check === "last update");
    assert.equal(
      (await update())!.found,
      "it broke off, and nobody knows the end of: creating aws:secretsmanager/secret:Secret api-app.",
    );
    fs.mkdirSync(locks, { recursive: true });
    const lock = { pid: 1, username: "ann", hostname: "laptop", timestamp: "2026-11-30T01:04:06Z" };
    fs.writeFileSync(path.join(locks, "0a1b.json"), JSON.stringify(lock));
    assert.equal(
      (await update())!.found,
      "an update runs, or was killed; its lock: ann on laptop since 2026-11-30T01:04:06Z.",
    );
  });

  it("sees the lock of a bucket, and says where it may not look", async () => {
    stage.pulumi({ url: "s3://acme-state/platform?region=eu-central-1", stack: exported() });
    const update = async () => (await stage.checks()).find(({ check }) => check === "last update");
    const locks = "platform/.pulumi/locks/organization/strongroom";
    stage.bucket.objects.set(`${locks}/prod/0a1b.json`, "{}");
    assert.equal((await update())!.found, "nothing was left pending");
    stage.bucket.objects.set(`${locks}/dev/0a1b.json`, "{}");
    assert.equal((await update())!.found, `an update runs, or was killed; its lock: s3://acme-state/${locks}/dev/.`);
    stage.bucket.before = () => ({ status: 403, code: "AccessDenied" });
    assert.deepEqual(await update(), {
      group: "state",
      check: "last update",
      state: "not-checked",
      found: "AWS refused looking for locks in acme-state (s3:ListBucket): It failed. Nothing was changed.",
      fix: "take a role that may do this; the deploy role of CI may not read or write values in production.",
    });
    assert.deepEqual([...new Set(stage.bucket.asked)], ["GET /acme-state/"]);
  });

  it("says who is logged in to no backend, and what is not installed", async () => {
    const said = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions";
    stage.executable("pulumi", `[ "$1" = version ] && echo v${sdk} && exit 0; echo '${said}' >&2; exit 3`);
    assert.equal(
      (await stage.checks()).find(({ check }) => check === "backend")!.found,
      "Pulumi is logged in to no backend.",
    );
    for (const name of ["pulumi", "aws"]) fs.rmSync(path.join(stage.bin, name));
    const found = (await stage.checks()).filter(({ state }) => state !== "ok");
    assert.deepEqual(
      found.filter(({ fix }) => fix !== null).map(({ check, state, found }) => [check, state, found]),
      [
        ["Pulumi CLI", "problem", "there is no pulumi on PATH."],
        ["AWS CLI", "problem", "there is no aws on PATH."],
        ["backend", "not-checked", "there is no pulumi on PATH."],
        ["API server", "problem", "The AWS CLI signs in to cluster dev, and there is no aws on PATH."],
      ],
    );
  });
});
