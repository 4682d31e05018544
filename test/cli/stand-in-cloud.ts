import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { loadProgram } from "../../cli/load-program";
import { scriptOf } from "../../cli/respond/script/print-script";
import type { Database } from "../../components/model/service";
import { tool } from "../tools";
import { root } from "./run-cli";

/** The entry of the service api's database. */
export const entry = "dev/api/database";

/** What the stand-ins of aws and kubectl know. */
export interface Cloud {
  kind: "instance" | "cluster";
  versions: { id: string; stages: string[]; text: string }[];
  /** The password that the server takes, and whether it was to take it at once. */
  database?: string;
  appliedAtOnce?: boolean;
  /** The password in the Kubernetes Secret. */
  secret?: string;
  /** How it stands with the entry of a server whose password RDS owns. */
  secretStatus?: string;
  /** The call that fails, e.g. `"aws rds modify-db-instance"`. */
  breakAt?: string;
}

/** The script of a service's database, as if the database were declared otherwise. */
export function print(service: "api" | "billing", declared: Partial<Database> = {}): string {
  const program = loadProgram("dev", root);
  Object.assign(program.services.find(({ name }) => name === service)!.groups["database"]!.database!, declared);
  return scriptOf(program, { service, group: "database" });
}

/** Stand-ins of aws and kubectl (fixtures/cloud.js) in a folder, and the script that is run on them. */
export class StandInCloud {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-script-"));

  constructor() {
    for (const name of ["aws", "kubectl"]) {
      fs.copyFileSync(path.join(root, "test/cli/fixtures/cloud.js"), this.file(name));
      fs.chmodSync(this.file(name), 0o755);
    }
    fs.symlinkSync(tool("gojq"), this.file("jq"));
    fs.mkdirSync(this.file("run"));
    this.begin("instance");
  }

  /** A server of the entry's user. Somebody rotated it once, and left AWSPENDING on the current version. */
  begin(kind: Cloud["kind"], more: object = {}): void {
    const value = { engine: "postgres", username: "root", password: randomBytes(12).toString("hex"), port: 5432 };
    const versions = [{ id: "old", stages: ["AWSCURRENT", "AWSPENDING"], text: JSON.stringify(value) }];
    const known = { account: "111122223333", entry, arn: "arn:of-the-entry", server: "api-dev", master: "root" };
    this.write({ ...known, kind, mark: "before", versions, ...more });
  }

  read(): Cloud {
    return JSON.parse(fs.readFileSync(this.file("cloud.json"), "utf8")) as Cloud;
  }

  /** Changes what the stand-ins know. */
  change(more: object): void {
    this.write({ ...this.read(), ...more });
  }

  /** The values of the entry's versions, the oldest first. */
  values(): Record<string, unknown>[] {
    return this.read().versions.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  }

  /** The staging labels of the entry's versions, the oldest first. */
  stages(): string[][] {
    return this.read().versions.map(({ stages }) => stages);
  }

  /** Every call with its arguments, a line each. */
  calls(): string {
    return fs.readFileSync(this.file("calls"), "utf8");
  }

  /** The calls that change something, and the proof: their first three words. */
  changes(): string[] {
    return this.calls()
      .split("\n")
      .map((line) => line.split(" ").slice(0, 3).join(" "))
      .filter((call) => /put-secret|modify|update-secret|annotate|get secret$|rollout/.test(call));
  }

  /** Runs a script, and sees that no value is printed or in an argument, and that nothing is left behind. */
  run(script: string): { status: number | null; stdout: string; stderr: string } {
    const env = {
      PATH: `${this.folder}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
      CLOUD: this.file("cloud.json"),
      CALLS: this.file("calls"),
      XDG_RUNTIME_DIR: this.file("run"),
    };
    const { status, stdout, stderr } = spawnSync("bash", [], { input: script, encoding: "utf8", env });
    const seen = stdout + stderr + this.calls();
    const secrets = this.read().versions.map(({ text }) => /"password":"([^"]*)"/.exec(text)?.[1] ?? text);
    assert.equal(
      secrets.some((secret) => seen.includes(secret)),
      false,
    );
    assert.deepEqual(fs.readdirSync(this.file("run")), []);
    return { status, stdout, stderr };
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }

  private write(cloud: object): void {
    fs.writeFileSync(this.file("cloud.json"), JSON.stringify(cloud));
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
}
