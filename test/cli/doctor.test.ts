import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import { type Document, DoctorStage, sdk } from "./doctor-stage";
import { root } from "./run-cli";

const node = process.versions.node;
const schema = JSON.parse(fs.readFileSync(path.join(root, "report/schemas/doctor.schema.json"), "utf8")) as object;

describe("strongroom doctor", function () {
  this.timeout(120_000);

  let stage: DoctorStage;
  beforeEach(async () => {
    stage = new DoctorStage();
    await stage.start();
  });
  afterEach(() => stage.stop());

  it("says that all is right, having only looked", async () => {
    const { status, stdout, stderr } = await stage.doctor(["dev"]);
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      [
        "Machine",
        `  OK           Node              ${node}; wanted 20.19 or newer`,
        `  OK           Pulumi CLI        ${sdk}; the SDK of the program is ${sdk}`,
        "  OK           AWS CLI           2.31.0",
        "  OK           AWS region        eu-west-1, that of dev",
        "  OK           program           strongroom in ., with dev, staging and prod",
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
        `  OK           API server        dev at ${stage.clusterEndpoint()}, Kubernetes v1.34.4`,
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
    assert.deepEqual([...new Set(stage.cluster.calls.map(({ method }) => method))], ["GET"]);
    assert.ok(stage.cluster.calls.every(({ path: where }) => !/secrets$/.test(where.replace("externalsecrets", ""))));
    assert.deepEqual([...new Set(stage.aws.actions())].sort(), ["DescribeSecret", "ListSecretVersionIds"]);
  });

  it("writes JSON as its schema says", async () => {
    const { status, stdout } = await stage.doctor(["dev", "--json"]);
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
    assert.equal((await stage.doctor(["dev", "--format", "json"])).stdout, stdout);
  });

  it("ends with 0 on a warning, and with 1 on a problem", async () => {
    const warned = await stage.doctor(["dev"], { AWS_REGION: "us-east-1" });
    assert.match(warned.stdout, /\n {33}Fix: export AWS_REGION=eu-west-1\n/);
    assert.match(warned.stdout, /\ndev: 24 checks, 1 warning\.\n$/);
    assert.equal(warned.status, 0);
    stage.pulumi({ url: "s3://acme-state", stack: "none" });
    const { status, stdout } = await stage.doctor(["dev"]);
    assert.match(stdout, / {2}PROBLEM {6}stack {13}the backend has no stack dev\.\n {33}Fix: pulumi stack init dev\n/);
    assert.match(stdout, /\ndev: 24 checks, 1 problem, 2 not checked\.\n$/);
    assert.equal(status, 1);
  });

  it("looks at this machine alone where no environment is named", async () => {
    const { status, stdout, stderr } = await stage.doctor([]);
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
    assert.deepEqual([stage.aws.calls, stage.cluster.calls], [[], []]);
  });

  it("refuses an environment that does not exist", async () => {
    assert.deepEqual(await stage.doctor(["test"]), {
      status: 2,
      stdout: "",
      stderr:
        'There is no environment "test" in strongroom. Available: dev, staging, prod.\n' +
        "Fix: name one of them, or add stacks/Pulumi.test.yaml.\n",
    });
  });

  it("says what is wrong with a stack file, and looks no further", async () => {
    stage.configure({ "strongroom:account": "12" });
    const { status, stdout } = await stage.doctor(["dev"]);
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
    assert.deepEqual([stage.aws.calls, stage.cluster.calls], [[], []]);
  });

  it("says that there is no program", async () => {
    fs.rmSync(stage.file("Pulumi.yaml"));
    const { status, stdout } = await stage.doctor(["dev", "--program", "."]);
    assert.equal(status, 1);
    assert.match(stdout, /PROBLEM {6}program {5}There is no Pulumi program in \.: Pulumi\.yaml was not found\./);
    assert.match(stdout, /Fix: name its folder with --program DIR\./);
    assert.match(stdout, /NOT CHECKED {2}cluster {5}there is no program\./);
  });
});
