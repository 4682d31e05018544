import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import { parseDocument } from "yaml";
import type { DoctorReport } from "../../report/doctor-report";
import { renderDoctorText } from "../../report/doctor-text";
import { chooseColors } from "../../report/colors";
import { FakeCluster, type Json } from "./fake-cluster";
import { FakeS3 } from "./fake-s3";
import { root } from "./run-cli";
import { SeedStage } from "./seed-stage";

const sdk = (JSON.parse(fs.readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as { version: string })
  .version;
const node = process.versions.node;
const rds = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000001-AbCdEf";
const schema = JSON.parse(fs.readFileSync(path.join(root, "report/schemas/doctor.schema.json"), "utf8")) as object;

/** A document of `--json`. */
interface Document {
  ready: boolean;
  checks: { group: string; check: string; state: string; found: string; fix: string | null }[];
}

/** What the stand-in of pulumi exports. Its secrets are encrypted, as the real one's are. */
const exported = (more: object = {}): object => ({
  version: 3,
  deployment: {
    secrets_providers: { type: "cloud", state: { url: "awskms://alias/strongroom?region=eu-west-1" } },
    resources: [{ type: "pulumi:pulumi:Stack" }, { type: "aws:iam/role:Role" }],
    ...more,
  },
});

const condition = (status: string, message: string): Json => ({ conditions: [{ type: "Ready", status, message }] });

describe("strongroom doctor", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  let cluster: FakeCluster;
  let bucket: FakeS3;
  let bin: string;

  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    bin = fs.mkdtempSync(path.join(stage.folder, "bin-"));
    fs.symlinkSync(process.execPath, path.join(bin, "node"));
    bucket = new FakeS3();
    await bucket.start();
    cluster = new FakeCluster();
    fill(cluster, await cluster.start());
    executable("aws", `[ "$1" = --version ] && echo aws-cli/2.31.0 && exit; echo '{"status":{"token":"of-dev"}}'`);
    pulumi({ url: "s3://acme-state", stack: exported() });
    stage.recordRotations("dev", { "dev/api/apple": "2026-11-20" });
    for (const entry of ["dev/api/database", "dev/api/app", "dev/api/apple", "dev/billing/invoicing"]) {
      stage.aws.createDated(entry, today(), { RotationEnabled: true });
    }
    stage.aws.createDated("dev/worker/tracking", today());
    stage.aws.createDated(rds, today(), { RotationEnabled: true });
    configure({ "strongroom:seeded": ["dev/api/database", "dev/api/app", "dev/api/apple", "dev/worker/tracking"] });
  });
  afterEach(async () => {
    await cluster.stop();
    await bucket.stop();
    await stage.stop();
  });

  /** Runs it with the stand-ins alone on PATH. */
  const doctor = (args: string[], variables: NodeJS.ProcessEnv = {}) =>
    stage.runCommand("doctor", args, "", {
      PATH: bin,
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_S3: bucket.address,
      ...variables,
    });

  async function checks(args: string[] = [], variables: NodeJS.ProcessEnv = {}): Promise<Document["checks"]> {
    const { stdout, stderr } = await doctor(["dev", "--json", ...args], variables);
    assert.equal(stderr, "");
    return (JSON.parse(stdout) as Document).checks;
  }

  function executable(name: string, script: string): void {
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** A stand-in of the Pulumi CLI that says what the real one says. */
  function pulumi({ url, stack }: { url: string; stack: object | "none" }): void {
    const file = path.join(bin, "stack.json");
    fs.writeFileSync(file, JSON.stringify(stack));
    const missing = `echo "error: no stack named 'dev' found" >&2; exit 6`;
    executable(
      "pulumi",
      [
        `case "$1" in`,
        `version) echo v${sdk} ;;`,
        `whoami) printf '{"user":"somebody","url":"%s"}' '${url}' ;;`,
        `stack) ${stack === "none" ? missing : `while read -r line; do echo "$line"; done <${file}; echo "$line"`} ;;`,
        "esac",
      ].join("\n"),
    );
  }

  /** Writes settings into the stack file of dev. */
  function configure(settings: Record<string, unknown>): void {
    const file = stage.file("stacks", "Pulumi.dev.yaml");
    const document = parseDocument(fs.readFileSync(file, "utf8"));
    for (const [key, value] of Object.entries(settings)) document.setIn(["config", ...key.split("/")], value);
    fs.writeFileSync(file, document.toString());
  }

  /** What stands in a cluster after an update, and the stack file that leads there. */
  function fill(
    fake: FakeCluster,
    { cluster: { endpoint, certificateAuthority } }: Awaited<ReturnType<FakeCluster["start"]>>,
  ) {
    configure({
      "strongroom:cluster/endpoint": endpoint,
      "strongroom:cluster/certificateAuthority": certificateAuthority,
    });
    const deployment = (namespace: string, name: string): Json => ({
      metadata: { namespace, name, labels: { "helm.sh/chart": "external-secrets-2.9.0" } },
      spec: { replicas: 1, selector: { matchLabels: { app: name } } },
      status: { availableReplicas: 1 },
    });
    const operators = "/apis/external-secrets.io/v1";
    const externalSecrets = ["api", "billing", "worker"].flatMap((name) =>
      (["secrets", "parameters"] as const).map((brings) => ({
        metadata: { namespace: name, name: `${name}-${brings}` },
        spec: {
          secretStoreRef: {
            kind: "ClusterSecretStore",
            name: brings === "secrets" ? "aws-secrets-manager" : "aws-parameter-store",
          },
        },
        status: condition("True", "secret synced"),
      })),
    );
    const other = { metadata: { namespace: "x", name: "x" }, spec: { secretStoreRef: { name: "of-others" } } };
    for (const [where, object] of Object.entries({
      "/version": { gitVersion: "v1.34.4" },
      "/apis/apps/v1/namespaces/external-secrets/deployments": {
        items: [deployment("external-secrets", "external-secrets")],
      },
      "/apis/apps/v1/namespaces/reloader/deployments/reloader": deployment("reloader", "reloader"),
      [operators]: { resources: [{ name: "externalsecrets" }, { name: "clustersecretstores" }] },
      [`${operators}/clustersecretstores/aws-secrets-manager`]: { status: condition("True", "store validated") },
      [`${operators}/clustersecretstores/aws-parameter-store`]: { status: condition("True", "store validated") },
      [`${operators}/externalsecrets`]: { items: [...externalSecrets, other] },
      "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/strongroom-config-maps": {
        spec: { validationActions: ["Warn", "Audit"] },
      },
    })) {
      fake.objects.set(where, object);
    }
  }

  it("says that all is right, having only looked", async () => {
    const { status, stdout, stderr } = await doctor(["dev"]);
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      [
        "Machine",
        `  OK           Node              ${node}; wanted 20.19 or newer`,
        `  OK           Pulumi CLI        ${sdk}; the SDK of the program is ${sdk}`,
        "  OK           AWS CLI           2.31.0",
        "  OK           AWS region        eu-west-1, that of dev",
        "  OK           program           strongroom in ., with dev, prod and staging",
        "  OK           stack file        stacks/Pulumi.dev.yaml is valid for 3 services",
        "",
        "Account",
        "  OK           identity          arn:aws:iam::111122223333:user/somebody, of account 111122223333",
        "  OK           rights            may look at 6 entries in eu-west-1",
        "",
        "State",
        "  OK           backend           s3://acme-state",
        "  OK           stack             dev, 1 resource",
        "  OK           secrets provider  awskms",
        "  OK           last update       nothing was left pending",
        "",
        "Cluster",
        `  OK           API server        dev at ${endpointOf(stage)}, Kubernetes v1.34.4`,
        "  OK           operator          1 Deployment of external-secrets available",
        "  OK           operator's chart  2.9.0",
        "  OK           CRDs              external-secrets.io/v1 is served",
        "  OK           Reloader          Deployment reloader/reloader available",
        "  OK           store             aws-secrets-manager is ready",
        "  OK           store             aws-parameter-store is ready",
        "  OK           ExternalSecrets   6 ExternalSecrets, all ready",
        "  OK           admission policy  strongroom-config-maps is bound: Warn, Audit",
        "",
        "Secrets",
        "  OK           entries           6 entries exist",
        "  OK           values            none is missing",
        "  OK           rotations         none of 6 is overdue",
        "",
        "dev: 24 checks, all right.",
        "",
      ].join("\n"),
    );
    assert.equal(status, 0);
    assert.deepEqual([...new Set(cluster.calls.map(({ method }) => method))], ["GET"]);
    assert.ok(cluster.calls.every(({ path: where }) => !/secrets$/.test(where.replace("externalsecrets", ""))));
    assert.deepEqual([...new Set(stage.aws.actions())].sort(), ["DescribeSecret", "ListSecretVersionIds"]);
  });

  it("writes JSON as its schema says", async () => {
    const { status, stdout } = await doctor(["dev", "--json"]);
    assert.equal(status, 0);
    const document = JSON.parse(stdout) as Document;
    const validate = new Ajv({ allErrors: true }).compile(schema);
    assert.equal(validate(document), true, JSON.stringify(validate.errors));
    assert.equal(validate({ ...document, version: 2 }), false);
    assert.equal(document.ready, true);
    assert.deepEqual(document.checks[0], {
      group: "machine",
      check: "Node",
      state: "ok",
      found: `${node}; wanted 20.19 or newer`,
      fix: null,
    });
    assert.equal((await doctor(["dev", "--format", "json"])).stdout, stdout);
  });

  it("ends with 0 on a warning, and with 1 on a problem", async () => {
    const warned = await doctor(["dev"], { AWS_REGION: "us-east-1" });
    assert.match(warned.stdout, /\n {33}Fix: export AWS_REGION=eu-west-1\n/);
    assert.match(warned.stdout, /\ndev: 24 checks, 1 warning\.\n$/);
    assert.equal(warned.status, 0);
    pulumi({ url: "s3://acme-state", stack: "none" });
    const { status, stdout } = await doctor(["dev"]);
    assert.match(stdout, / {2}PROBLEM {6}stack {13}the backend has no stack dev\.\n {33}Fix: pulumi stack init dev\n/);
    assert.match(stdout, /\ndev: 24 checks, 1 problem, 2 not checked\.\n$/);
    assert.equal(status, 1);
  });

  it("looks at this machine alone where no environment is named", async () => {
    const { status, stdout, stderr } = await doctor([]);
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      [
        "Machine",
        `  OK           Node        ${node}; wanted 20.19 or newer`,
        `  OK           Pulumi CLI  ${sdk}; the SDK of the program is ${sdk}`,
        "  OK           AWS CLI     2.31.0",
        "  OK           AWS region  eu-west-1",
        "  OK           program     strongroom in ., with dev, staging and prod",
        "",
        "Environments",
        "  OK           dev         account 111122223333, eu-west-1, cluster dev: strongroom doctor dev looks at it",
        "  OK           staging     account 222233334444, eu-west-1, cluster staging: strongroom doctor staging looks at it",
        "  OK           prod        account 333344445555, eu-west-1, cluster prod: strongroom doctor prod looks at it",
        "",
        "This machine: 8 checks, all right.",
        "",
      ].join("\n"),
    );
    assert.equal(status, 0);
    assert.deepEqual([stage.aws.calls, cluster.calls], [[], []]);
  });

  it("refuses an environment that does not exist", async () => {
    assert.deepEqual(await doctor(["test"]), {
      status: 2,
      stdout: "",
      stderr:
        'There is no environment "test" in strongroom. Available: dev, prod, staging.\n' +
        "Fix: name one of them, or add stacks/Pulumi.test.yaml.\n",
    });
  });

  it("says what is wrong with a stack file, and looks no further", async () => {
    configure({ "strongroom:account": "12" });
    const { status, stdout } = await doctor(["dev"]);
    assert.equal(status, 1);
    const margin = " ".repeat(29);
    const at = stdout.indexOf("  PROBLEM      stack file");
    assert.equal(
      stdout.slice(at),
      [
        '  PROBLEM      stack file  The configuration of environment "dev" is wrong:',
        `${margin}strongroom:account is "12"; wanted an AWS account, twelve digits in quotes. Type: pulumi config set --stack dev --type string --path 'strongroom:account' '123456789012'`,
        `${margin.slice(2)}Fix: type what these lines say, or edit the stack file.`,
        "",
        "Account",
        "  NOT CHECKED  account     the stack file is not valid.",
        "",
        "State",
        "  NOT CHECKED  state       the stack file is not valid.",
        "",
        "Cluster",
        "  NOT CHECKED  cluster     the stack file is not valid.",
        "",
        "Secrets",
        "  NOT CHECKED  secrets     the stack file is not valid.",
        "",
        "dev: 10 checks, 1 problem, 4 not checked.",
        "",
      ].join("\n"),
    );
    assert.deepEqual([stage.aws.calls, cluster.calls], [[], []]);
  });

  it("says that there is no program", async () => {
    fs.rmSync(stage.file("Pulumi.yaml"));
    const { status, stdout } = await doctor(["dev", "--program", "."]);
    assert.equal(status, 1);
    assert.match(stdout, /PROBLEM {6}program {5}There is no Pulumi program in \.: Pulumi\.yaml was not found\./);
    assert.match(stdout, /Fix: name its folder with --program DIR\./);
    assert.match(stdout, /NOT CHECKED {2}cluster {5}there is no program\./);
  });

  it("goes on in a cluster and a state where the credentials are of another account", async () => {
    stage.aws.account = "999999999999";
    const found = await checks();
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
          return { group, check, state: "not-checked", found: "the identity is not the right one.", fix: null };
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
    const found = (await checks()).filter(({ state }) => state !== "ok");
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
    cluster.before = ({ path: where }) =>
      where.endsWith("/externalsecrets") ? { status: 403, message: "you may not" } : undefined;
    const found = (await checks()).filter(({ state }) => state !== "ok");
    assert.deepEqual(found, [
      {
        group: "cluster",
        check: "ExternalSecrets",
        state: "not-checked",
        found: `The cluster dev (${endpointOf(stage)}) refused listing ExternalSecrets: you may not.`,
        fix: "take a role whose access entry allows this: aws eks list-access-entries --cluster-name dev --region eu-west-1.",
      },
    ]);
  });

  it("names a cluster that is not reached", async () => {
    configure({ "strongroom:cluster/endpoint": "https://127.0.0.1:9" });
    const found = (await checks()).filter(({ state }) => state !== "ok");
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
    executable("pulumi", 'exec node -e "setTimeout(() => {}, 60_000)"');
    const found = (await checks(["--timeout", "10"])).filter(({ state }) => state !== "ok");
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
    pulumi({ url: `postgres://somebody:${password}@db.example.com/state?sslkey=${password}`, stack: exported() });
    const [backend] = (await checks()).filter(({ check }) => check === "backend");
    assert.equal(backend!.found, "postgres://db.example.com/state");
    const said = `error: could not open postgres://somebody:${password}@db.example.com/state?sslkey=${password}: refused`;
    executable("pulumi", `[ "$1" = version ] && echo v${sdk} && exit 0; echo '${said}' >&2; exit 255`);
    const [refused] = (await checks()).filter(({ check }) => check === "backend");
    assert.equal(refused!.found, "pulumi whoami: could not open postgres://db.example.com/state refused.");
  });

  it("names an update that broke off, by what it left pending and by its lock", async () => {
    const urn = "urn:pulumi:dev::strongroom::strongroom:index:ServiceSecrets$aws:secretsmanager/secret:Secret::api-app";
    const pending = { pending_operations: [{ type: "creating", resource: { urn } }] };
    const locks = stage.file("state", ".pulumi", "locks", "organization", "strongroom", "dev");
    pulumi({ url: `file://${stage.file("state")}`, stack: exported(pending) });
    const update = async () => (await checks()).find(({ check }) => check === "last update");
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
    pulumi({ url: "s3://acme-state/platform?region=eu-central-1", stack: exported() });
    const update = async () => (await checks()).find(({ check }) => check === "last update");
    const locks = "platform/.pulumi/locks/organization/strongroom";
    bucket.objects.set(`${locks}/prod/0a1b.json`, "{}");
    assert.equal((await update())!.found, "nothing was left pending");
    bucket.objects.set(`${locks}/dev/0a1b.json`, "{}");
    assert.equal((await update())!.found, `an update runs, or was killed; its lock: s3://acme-state/${locks}/dev/.`);
    bucket.before = () => ({ status: 403, code: "AccessDenied" });
    assert.deepEqual(await update(), {
      group: "state",
      check: "last update",
      state: "not-checked",
      found: "AWS refused looking for locks in acme-state (s3:ListBucket): It failed. Nothing was changed.",
      fix: "take a role that may do this; the deploy role of CI may not read or write values in production.",
    });
    assert.deepEqual([...new Set(bucket.asked)], ["GET /acme-state/"]);
  });

  it("says who is logged in to no backend, and what is not installed", async () => {
    const said = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions";
    executable("pulumi", `[ "$1" = version ] && echo v${sdk} && exit 0; echo '${said}' >&2; exit 3`);
    assert.equal(
      (await checks()).find(({ check }) => check === "backend")!.found,
      "Pulumi is logged in to no backend.",
    );
    for (const name of ["pulumi", "aws"]) fs.rmSync(path.join(bin, name));
    const found = (await checks()).filter(({ state }) => state !== "ok");
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

describe("the doctor's text", () => {
  const report: DoctorReport = {
    environment: "dev",
    groups: { machine: [{ check: "Node", state: "problem", found: "18.0.0.\nIt is old.", fix: "install 20." }] },
  };

  it("keeps every line of a message in its column", () => {
    const plain = chooseColors(false, {}, {});
    assert.equal(
      renderDoctorText(report, plain),
      [
        "Machine",
        "  PROBLEM      Node  18.0.0.",
        "                     It is old.",
        "                     Fix: install 20.",
        "",
        "dev: 1 check, 1 problem.",
        "",
      ].join("\n"),
    );
  });

  it("colours the word alone", () => {
    const text = renderDoctorText(report, chooseColors(true, { isTTY: true }, {}));
    assert.ok(text.includes("  \u001b[31mPROBLEM    \u001b[39m  Node  18.0.0."));
  });
});

/** The endpoint of dev's cluster, as its stack file has it. */
function endpointOf(stage: SeedStage): string {
  const text = fs.readFileSync(stage.file("stacks", "Pulumi.dev.yaml"), "utf8");
  return (parseDocument(text).toJS() as { config: Record<string, { endpoint: string }> }).config["strongroom:cluster"]!
    .endpoint;
}

/** The day on which this runs, in UTC. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}
