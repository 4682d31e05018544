import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { GitHubOidc } from "../../components/github-oidc";
import { githubAccess } from "../../components/model/environment-arguments";
import { environmentOnMain, githubRoles, isRepository } from "../../components/model/github-roles";
import { deploymentOrder } from "../../components/model/production";
import { loadProgram } from "../../cli/load-program";
import { listEnvironments, readProject } from "../../cli/preview/project";
import { record, valueOf } from "../components/mocks";
import { root, runCli } from "./run-cli";

const repository = "Acme/Platform";

describe("the program that is meant", () => {
  it("is that of STRONGROOM_PROGRAM where none is named", () => {
    const elsewhere = { STRONGROOM_PROGRAM: "test/cli/fixtures/no-such-program" };
    const refused = {
      status: 2,
      stdout: "",
      stderr:
        "There is no Pulumi program in test/cli/fixtures/no-such-program: Pulumi.yaml was not found.\n" +
        "Fix: name its folder with --program DIR.\n",
    };
    assert.deepEqual(runCli(["environments"], elsewhere), refused);
    assert.equal(runCli(["environments", "--program", "."], elsewhere).status, 0);
    assert.equal(runCli(["environments"], { STRONGROOM_PROGRAM: "" }).status, 0);
  });
});

describe("the environments of a program", () => {
  it("are each named once, whatever the ending of their files", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-environments-"));
    try {
      fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
      for (const file of ["Pulumi.prod.yaml", "Pulumi.dev.yaml", "Pulumi.dev.yml"]) {
        fs.writeFileSync(path.join(folder, file), "config: {}\n");
      }
      assert.deepEqual(listEnvironments(readProject(folder)), ["dev", "prod"]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});

describe("the roles that workflows take", () => {
  it("have the ARNs that GitHubOidc gives them", async () => {
    for (const name of ["dev", "staging", "prod"]) {
      const { environment, services } = loadProgram(name, root);
      const access = githubAccess(environment, services);
      const { value } = await record(() => new GitHubOidc("github", access));
      for (const { repository, purpose, arn } of githubRoles(environment)) {
        const made = purpose === "deploy" ? value.deployRoleArns : value.previewRoleArns;
        const path = (text: string) => text.replace(/^arn:aws:iam::\d{12}:/, "");
        assert.equal(path(await valueOf(made[repository]!)), path(arn));
        assert.ok(arn.startsWith(`arn:aws:iam::${environment.account}:role/`));
      }
    }
  });

  it("are taken on main with the environment that the subject names, or with none", () => {
    assert.equal(environmentOnMain({ branch: "main" }), "");
    assert.equal(environmentOnMain({ environment: "prod" }), "prod");
    assert.equal(environmentOnMain({ environment: "prod", ref: "refs/heads/main" }), "prod");
    assert.equal(environmentOnMain({ environment: "prod", ref: "refs/heads/release" }), undefined);
    assert.equal(environmentOnMain({ environment: "prod-*", allowWildcard: true }), undefined);
    assert.equal(environmentOnMain({ branch: "release" }), undefined);
    assert.equal(environmentOnMain({ tag: "v1" }), undefined);
    assert.equal(environmentOnMain({ pullRequest: true }), undefined);
  });

  it("belong to a repository with its ids or without", () => {
    assert.equal(isRepository("acme@7421/platform@86503", repository), true);
    assert.equal(isRepository("acme/platform", repository), true);
    assert.equal(isRepository("acme/platform-tools", repository), false);
    assert.equal(isRepository("acme/platform", "other/platform"), false);
  });

  it("are deployed with production last", () => {
    assert.deepEqual(deploymentOrder(["prod", "staging", "payments-prod", "dev", "pre-prod"]), [
      "dev",
      "pre-prod",
      "staging",
      "payments-prod",
      "prod",
    ]);
  });
});

describe("strongroom environments", function () {
  this.timeout(120_000);

  it("is a table of who deploys what from where", () => {
    assert.deepEqual(runCli(["environments"]), {
      status: 0,
      stderr: "",
      stdout: [
        "ENVIRONMENT  ACCOUNT       REGION     CLUSTER  REPOSITORY                DEPLOYS FROM         PREVIEWS FROM",
        "dev          111122223333  eu-west-1  dev      acme/platform             branch main          branch main",
        "staging      222233334444  eu-west-1  staging  acme/platform             environment staging  branch main",
        "prod         333344445555  eu-west-1  prod     acme@7421/platform@86503  environment prod     branch main",
        "",
      ].join("\n"),
    });
  });

  it("tells workflows of their own repository's roles, in lines that no value can leave", () => {
    const { status, stdout } = runCli(["environments", "--format", "github", "--repository", repository]);
    assert.equal(status, 0);
    const outputs = Object.fromEntries(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf("=")), JSON.parse(line.slice(line.indexOf("=") + 1)) as unknown]),
    );
    const { dev, staging, prod } = outputs["settings"] as Record<string, object>;
    assert.deepEqual(outputs["matrix"], [dev, staging, prod]);
    assert.deepEqual(dev, {
      environment: "dev",
      account: "111122223333",
      region: "eu-west-1",
      cluster: "dev",
      deploy: {
        role: "arn:aws:iam::111122223333:role/strongroom/dev/github/strongroom-dev-deploy-platform",
        environment: "",
      },
      preview: {
        role: "arn:aws:iam::111122223333:role/strongroom/dev/github/strongroom-dev-preview-platform",
        environment: "",
      },
    });
    assert.deepEqual((prod as { deploy: object }).deploy, {
      role: "arn:aws:iam::333344445555:role/strongroom/prod/github/strongroom-prod-deploy-platform",
      environment: "prod",
    });
    const other = runCli(["environments", "--format", "github", "--repository", "somebody/fork"]);
    assert.deepEqual(other, { status: 0, stderr: "", stdout: "matrix=[]\nsettings={}\n" });
  });

  it("is JSON for other programs, and says what a format needs", () => {
    const { stdout } = runCli(["environments", "dev", "--json"]);
    const { version, environments } = JSON.parse(stdout) as { version: number; environments: { roles: object[] }[] };
    assert.equal(version, 1);
    assert.deepEqual(environments[0]?.roles[0], {
      repository: "acme/platform",
      purpose: "deploy",
      arn: "arn:aws:iam::111122223333:role/strongroom/dev/github/strongroom-dev-deploy-platform",
      subject: { branch: "main" },
    });
    assert.deepEqual(runCli(["environments", "--format", "github"]), {
      status: 2,
      stdout: "",
      stderr:
        '--format github needs to know whose workflows ask.\nFix: --repository "$GITHUB_REPOSITORY", which is OWNER/NAME.\n',
    });
  });
});

describe("strongroom kubeconfig", () => {
  it("leads to the environment's cluster, with a token that the AWS CLI makes", () => {
    const { status, stdout } = runCli(["kubeconfig", "prod"]);
    assert.equal(status, 0);
    const { clusters, users } = JSON.parse(stdout) as {
      clusters: { cluster: { server: string } }[];
      users: { user: { exec: { command: string; args: string[] } } }[];
    };
    assert.equal(
      clusters[0]?.cluster.server,
      "https://3B2A9C5E7F1D4680ACE135792468BDF0.gr7.eu-west-1.eks.amazonaws.com",
    );
    assert.equal(users[0]?.user.exec.command, "aws");
    assert.deepEqual(users[0]?.user.exec.args.slice(0, 4), ["eks", "get-token", "--cluster-name", "prod"]);
  });
});
