import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";
import { LabError } from "../../lab/lab-error";
import { accountAmong } from "../../lab/stage/accounts";
import { keyFiles, kubeconfigFile, writeKeys } from "../../lab/stage/keys";
import { leaveOut } from "../../lab/stage/nodes";
import { findPart, stageParts } from "../../lab/stage/stage-parts";
import { statusTable } from "../../lab/stage/status";

const root = path.join(__dirname, "..", "..");

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
  users: { user: { token: string } }[];
}

describe("a stage's parts", () => {
  let directory: string;
  beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-stage-"))));
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  function kubeconfig(user: Parameters<typeof kubeconfigFile>[1]): Kubeconfig {
    return JSON.parse(fs.readFileSync(kubeconfigFile(directory, user), "utf8")) as Kubeconfig;
  }

  it("come behind what they need, and are found by name", () => {
    const seen = new Set<string>();
    for (const { name, after } of stageParts()) {
      for (const needed of after) assert.ok(seen.has(needed), `${name} stands before ${needed}`);
      seen.add(name);
      assert.equal(findPart(name).name, name);
    }
    assert.throws(
      () => findPart("etc"),
      new LabError(`The stage has no part "etc".\nFix: use one of ${[...seen].join(", ")}.`),
    );
  });

  it("speak to the API server each as a user of its own", () => {
    writeKeys(directory, "https://127.0.0.1:20001");
    const lines = fs.readFileSync(keyFiles(directory).tokens, "utf8").trim().split("\n");
    const users = lines.map((line) => line.split(",")[1]);
    assert.equal(new Set(users).size, lines.length);
    assert.equal(new Set(lines.map((line) => line.split(",")[0])).size, lines.length);
    assert.equal(lines.filter((line) => line.includes("system:masters")).length, 1);
    assert.notEqual(kubeconfig("kwok").users[0]!.user.token, kubeconfig("administrator").users[0]!.user.token);
    for (const file of fs.readdirSync(path.join(directory, "keys"))) {
      assert.equal(fs.statSync(path.join(directory, "keys", file)).mode & 0o777, 0o600, file);
    }
  });

  it("keep their keys from one start to the next, and follow the API server to another port", () => {
    const issuer = writeKeys(directory, "https://127.0.0.1:20001");
    const { token } = kubeconfig("kubelet").users[0]!.user;
    assert.match(issuer, /^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/);
    assert.equal(writeKeys(directory, "https://127.0.0.1:20009"), issuer);
    assert.equal(kubeconfig("kubelet").users[0]!.user.token, token);
    assert.equal(kubeconfig("kubelet").clusters[0]!.cluster.server, "https://127.0.0.1:20009");
    const pem = fs.readFileSync(keyFiles(directory).serviceAccountPublicKey);
    assert.equal(createPublicKey(pem).asymmetricKeyType, "rsa");
  });

  it("leave the pods of the one to the other", () => {
    const stages = [
      "spec: { resourceRef: { kind: Node }, selector: { matchExpressions: [] } }",
      "spec: { resourceRef: { kind: Pod }, selector: { matchExpressions: [{ key: .status.podIP, operator: DoesNotExist }] } }",
    ].join("\n---\n");
    const written = parseAllDocuments(leaveOut(`${stages}\n---\n`, ["/one(:|$)", "/two$"]));
    assert.deepEqual(
      written.map((document) => document.toJS() as unknown),
      [
        { spec: { resourceRef: { kind: "Node" }, selector: { matchExpressions: [] } } },
        {
          spec: {
            resourceRef: { kind: "Pod" },
            selector: {
              matchExpressions: [
                { key: ".status.podIP", operator: "DoesNotExist" },
                {
                  key: '.spec.containers | any(.image | test("/one(:|$)") or test("/two$"))',
                  operator: "NotIn",
                  values: ["true"],
                },
              ],
            },
          },
        },
      ],
    );
  });

  it("are shown as a table", () => {
    assert.equal(
      statusTable([
        { name: "etcd", state: "works", pid: 4711, address: "http://127.0.0.1:20000", log: "/logs/etcd.log" },
        { name: "reloader", state: "ended", pid: undefined, address: undefined, log: undefined },
      ]),
      "PART      PID   STATE  ADDRESS                 LOG\n" +
        "etcd      4711  works  http://127.0.0.1:20000  /logs/etcd.log\n" +
        "reloader  -     ended  -                       -",
    );
  });
});

describe("the lab's AWS CLI", () => {
  const shim = path.join(root, "lab", "stage", "shims", "aws");

  const eks = ["eks", "get-token", "--cluster-name", "dev", "--region", "eu-west-1", "--output", "json"];
  let directory: string;

  beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-stage-"))));
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  /** Runs it with a stand-in of Python, which prints its arguments. */
  function aws(args: string[], tokenFile: string) {
    const python = path.join(directory, "python");
    fs.writeFileSync(python, `#!/bin/sh\nprintf '%s\\n' "$@"\n`, { mode: 0o755 });
    const variables = { STRONGROOM_LAB_TOKEN_FILE: tokenFile, STRONGROOM_LAB_AWS_CLI: python };
    return spawnSync(shim, args, { env: { PATH: process.env["PATH"], ...variables }, encoding: "utf8" });
  }

  function writeToken(token: string): string {
    const file = path.join(directory, "token");
    fs.writeFileSync(file, token);
    return file;
  }

  it("gives the stage's token where a kubeconfig of EKS asks for one", () => {
    const token = ["not", "a", "token"].join("-");
    assert.deepEqual(JSON.parse(aws(eks, writeToken(token)).stdout), {
      kind: "ExecCredential",
      apiVersion: "client.authentication.k8s.io/v1beta1",
      spec: {},
      status: { token },
    });
  });

  it("is the vendor's for every other call, whose arguments it hands on as they are", () => {
    const { stdout, status } = aws(["eks", "list-clusters", "--query", "a b"], writeToken("none"));
    assert.equal(stdout, "-m\nawscli\neks\nlist-clusters\n--query\na b\n");
    assert.equal(status, 0);
  });

  it("says so where no stage is up", () => {
    const { stderr, status } = aws(eks, path.join(directory, "missing"));
    assert.equal(
      stderr,
      "aws eks get-token: no stage of the lab is up. Fix: type npm run lab -- up, and run this by npm run lab -- shell\n",
    );
    assert.equal(status, 2);
  });
});

describe("the lab's command line", () => {
  /** Runs it against a cache in which nothing is up. */
  function lab(...args: string[]) {
    const cache = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-stage-"));
    const env = { ...process.env, STRONGROOM_CACHE: cache, STRONGROOM_LAB: "" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "scripts", "lab.js"), ...args], {
      encoding: "utf8",
      env,
    });
    fs.rmSync(cache, { recursive: true });
    return { status, stdout, stderr };
  }

  it("finds the account of an environment that is named", () => {
    assert.equal(accountAmong(["seed", "staging", "api"]), "222233334444");
    assert.equal(accountAmong(["calendar", "--help", "../dev"]), undefined);
  });

  it("helps with examples, for itself and for each command", () => {
    const { status, stdout } = lab("--help");
    assert.equal(status, 0);
    const commands = fs.readdirSync(path.join(root, "lab", "commands")).map((file) => file.replace(/\.ts$/, ""));
    for (const command of commands) assert.match(stdout, new RegExp(`^  ${command} `, "m"));
    const up = lab("up", "--help");
    assert.equal(up.status, 0);
    assert.match(up.stdout, /\nExamples:\n[^]*\nExit status: /);
  });

  it("says what to type where nothing is up", () => {
    const notUp = 'The stage "default" is not up.\nFix: type: npm run lab -- up\n';
    const commands = [
      ["status"],
      ["shell", "-c", "true"],
      ["pulumi", "up", "--stack", "dev"],
      ["strongroom", "--help"],
    ];
    for (const command of commands) {
      assert.deepEqual(lab(...command), { status: 2, stdout: "", stderr: notUp }, command[0]);
    }
    assert.deepEqual(lab("down"), { status: 0, stdout: 'The stage "default" was not up.\n', stderr: "" });
    assert.deepEqual(lab("logs", "etcd"), {
      status: 2,
      stdout: "",
      stderr: 'The stage "default" has no logs: it was not up.\nFix: type: npm run lab -- up\n',
    });
  });

  it("refuses a shell without a terminal", () => {
    assert.deepEqual(lab("shell"), {
      status: 2,
      stdout: "",
      stderr:
        "A shell needs a terminal, and there is none.\nFix: type what to run: npm run lab -- shell -c 'kubectl get pods'\n",
    });
  });

  it("ends with 2 where it is mistyped", () => {
    assert.equal(lab("upp").status, 2);
    assert.equal(lab("down", "--wipes").status, 2);
  });
});
