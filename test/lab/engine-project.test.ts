import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readCommand, judges, makesStack } from "../../lab/engine/command-line";
import { oidcProviderArn } from "../../lab/engine/overrides";
import { checkout, writeProject } from "../../lab/engine/project";
import { mergeStackFile } from "../../lab/engine/stack-file";
import { writeArns } from "../../lab/given/arns";
import { LabError } from "../../lab/lab-error";
import type { Stage } from "../../lab/stage/stage";

describe("a command of the engine", () => {
  const commands: [args: string[], stack: string | undefined, judged: boolean, makesItsStack: boolean][] = [
    [["up", "--stack", "dev", "--yes"], "dev", true, false],
    [["preview", "-s", "organization/strongroom/prod"], "prod", true, false],
    [["--stack=staging", "up", "--message", "destroy"], "staging", true, false],
    [["--stack", "up", "destroy"], "up", false, false],
    [["stack", "init", "--stack=dev"], "dev", false, true],
    [["refresh", "-s=dev"], "dev", false, false],
    [["up", "--stack"], undefined, true, false],
    [["stack", "ls"], undefined, false, false],
    [["--help"], undefined, false, false],
  ];
  for (const [args, stack, judged, makesItsStack] of commands) {
    it(`is understood: pulumi ${args.join(" ")}`, () => {
      const command = readCommand(args);
      assert.deepEqual([command.stack, judges(command), makesStack(command)], [stack, judged, makesItsStack]);
    });
  }

  it("keeps the policy packs that it names", () => {
    assert.equal(readCommand(["up", "--policy-pack", "mine"]).namesPolicies, true);
    assert.equal(readCommand(["up", "--policy-pack=mine"]).namesPolicies, true);
    assert.equal(readCommand(["up", "--policy-pack-config", "mine.json"]).namesPolicies, false);
  });
});

describe("a stack file of the lab", () => {
  const before = { config: { a: 1, b: 1, c: 1 } };

  it("follows the checkout where nobody changed it", () => {
    assert.deepEqual(mergeStackFile({ config: { a: 2, d: 1 } }, before, before), { config: { a: 2, d: 1 } });
  });

  it("keeps what was set, changed and removed in it", () => {
    const found = { config: { a: 5, b: 1, seeded: ["dev/api/app"] }, encryptionsalt: "v1:salt" };
    assert.deepEqual(mergeStackFile({ config: { a: 2, b: 2, c: 2 } }, before, found), {
      encryptionsalt: "v1:salt",
      config: { b: 2, a: 5, seeded: ["dev/api/app"] },
    });
  });

  it("is what the lab makes of the checkout's at the first time", () => {
    assert.deepEqual(mergeStackFile(before), before);
  });
});

describe("a project of the lab", () => {
  let folder: string;
  let stage: Stage;
  const entry = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000001";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-project-"));
    writeFileSync(join(folder, "authority.pem"), "a certificate");
    stage = {
      name: "test",
      directory: folder,
      parts: { charts: { "external-secrets": { version: "0.20.4", path: "/charts/external-secrets" } } },
      kubernetes: {
        url: "https://127.0.0.1:24001",
        issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/A1",
        certificateAuthorityFile: join(folder, "authority.pem"),
      },
    } as unknown as Stage;
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const stackFile = (stack: string): { config: Record<string, unknown> } =>
    parse(readFileSync(join(folder, "project", "stacks", `Pulumi.${stack}.yaml`), "utf8")) as never;

  it("is the checkout's, with the stage in place of AWS and EKS", () => {
    writeArns(stage, { [`${entry}-AbCdEf`]: `${entry}-real01` });
    const project = writeProject(stage, checkout, "");
    assert.equal(project.folder, join(folder, "project"));
    assert.deepEqual(project.accounts, { dev: "111122223333", prod: "333344445555", staging: "222233334444" });
    const { config } = stackFile("dev");
    assert.deepEqual(config["strongroom:cluster"], {
      name: "dev",
      endpoint: "https://127.0.0.1:24001",
      certificateAuthority: Buffer.from("a certificate").toString("base64"),
      issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/A1",
      oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1",
    });
    assert.deepEqual(stackFile("prod").config["strongroom:operator"], {
      highlyAvailable: true,
      chartVersion: "0.20.4",
    });
    const overrides = config["strongroom:overrides"] as Record<string, unknown>;
    assert.deepEqual(overrides["billing"], { groups: { database: { rotation: { secretArn: `${entry}-real01` } } } });
  });

  it("leads the engine to the program and to the lab's plugins", () => {
    writeProject(stage, checkout, "");
    const project = parse(readFileSync(join(folder, "project", "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
    assert.equal(project["main"], join(checkout, "index.ts"));
    const plugins = join(checkout, "lab", "engine", "plugins");
    assert.deepEqual(project["plugins"], {
      providers: ["aws", "kubernetes", "random"].map((name) => ({ name, path: plugins })),
      languages: [{ name: "nodejs", path: join(checkout, "lab", "engine", "bin") }],
    });
  });

  it("takes the vendor's language host where PATH has one", () => {
    writeFileSync(join(folder, "pulumi-language-nodejs"), "");
    writeProject(stage, checkout, `/nowhere:${folder}`);
    const project = parse(readFileSync(join(folder, "project", "Pulumi.yaml"), "utf8")) as Record<string, object>;
    assert.deepEqual(Object.keys(project["plugins"]!), ["providers"]);
  });

  it("keeps what was recorded in its stack files", () => {
    writeProject(stage, checkout, "");
    const file = join(folder, "project", "stacks", "Pulumi.dev.yaml");
    const { config } = stackFile("dev");
    writeFileSync(
      file,
      stringify({ config: { ...config, "strongroom:seeded": ["dev/api/app"] }, encryptionsalt: "s" }),
    );
    stage.kubernetes.url = "https://127.0.0.1:24002";
    writeProject(stage, checkout, "");
    const written = stackFile("dev");
    assert.deepEqual(written.config["strongroom:seeded"], ["dev/api/app"]);
    assert.equal((written.config["strongroom:cluster"] as { endpoint: string }).endpoint, "https://127.0.0.1:24002");
    assert.equal((written as { encryptionsalt?: string }).encryptionsalt, "s");
  });

  it("keeps a day a text: the engine takes one without quotes for a moment", () => {
    writeProject(stage, checkout, "");
    const file = join(folder, "project", "stacks", "Pulumi.dev.yaml");
    const { config } = stackFile("dev");
    const rotations = { "dev/api/app": "2026-11-24" };
    writeFileSync(file, stringify({ config: { ...config, "strongroom:rotations": rotations } }));
    writeProject(stage, checkout, "");
    assert.match(readFileSync(file, "utf8"), /^ {4}dev\/api\/app: "2026-11-24"$/m);
  });

  it("gives a program of another name a folder of its own, and leaves its config alone", () => {
    const program = join(folder, "program");
    mkdirSync(program);
    writeFileSync(join(program, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(program, "Pulumi.dev.yaml"), "config:\n  shop:size: 2\n");
    const project = writeProject(stage, program, "");
    assert.deepEqual(project, { folder: join(folder, "projects", "shop"), name: "shop", accounts: {} });
    const config = readFileSync(join(project.folder, "stacks", "Pulumi.dev.yaml"), "utf8");
    assert.equal(config, "config:\n  shop:size: 2\n");
  });

  it("says what is missing where there is no program", () => {
    assert.throws(
      () => writeProject(stage, folder, ""),
      new LabError(`There is no Pulumi program in ${folder}: Pulumi.yaml was not found.\nFix: name its folder.`),
    );
  });

  it("names the OIDC provider as IAM does", () => {
    const arn = "arn:aws:iam::111122223333:oidc-provider/issuer.example/id/1";
    assert.equal(oidcProviderArn("111122223333", "https://issuer.example/id/1"), arn);
  });
});
