import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import assert from "node:assert/strict";
import { parse } from "yaml";
import { checkPrinted } from "../report/json-document";
import { FakeAws } from "./fake-aws";
import { root, type CliResult } from "./run-cli";

/** A project folder elsewhere whose Pulumi.yaml points at this project's program, and an AWS that it may write to. */
export class SeedStage {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-seed-"));
  readonly aws = new FakeAws();
  private readonly values: string[] = [];
  private endpoint = "";

  async start(): Promise<void> {
    const main = path.relative(this.folder, path.join(root, "index.ts"));
    const declared = fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
    fs.writeFileSync(this.file("Pulumi.yaml"), declared.replace("main: index.ts", `main: ${main}`));
    fs.cpSync(path.join(root, "stacks"), this.file("stacks"), { recursive: true });
    this.endpoint = await this.aws.start();
  }

  async stop(): Promise<void> {
    await this.aws.stop();
    fs.rmSync(this.folder, { recursive: true });
  }

  /** What stands in Secrets Manager after the first update of dev: every entry, and the value that Pulumi generates. */
  afterFirstUpdate(): { JWT_SIGNING_KEY: string } {
    const generated = { JWT_SIGNING_KEY: this.makeValue() };
    this.aws.create("dev/api/database");
    this.aws.create("dev/api/app", generated);
    this.aws.create("dev/api/apple");
    return generated;
  }

  /** A value that no output may hold. */
  makeValue(): string {
    const value = randomBytes(16).toString("hex");
    this.values.push(value);
    return value;
  }

  /** Keeps a value that was made otherwise: no output may hold it. */
  keep(value: string): void {
    this.values.push(value);
  }

  /** Writes `strongroom:rotations` into an environment's stack file. */
  recordRotations(environment: string, rotations: Record<string, string>): void {
    const lines = Object.entries(rotations).map(([entry, day]) => `    ${entry}: "${day}"\n`);
    fs.appendFileSync(this.file("stacks", `Pulumi.${environment}.yaml`), `  strongroom:rotations:\n${lines.join("")}`);
  }

  file(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  /** `strongroom:seeded` of an environment's stack file. */
  seeded(environment = "dev"): string[] | undefined {
    const text = fs.readFileSync(this.file("stacks", `Pulumi.${environment}.yaml`), "utf8");
    return (parse(text) as { config: Record<string, string[]> }).config["strongroom:seeded"];
  }

  /** `strongroom:rotations` of an environment's stack file. */
  rotations(environment = "dev"): Record<string, string> | undefined {
    const text = fs.readFileSync(this.file("stacks", `Pulumi.${environment}.yaml`), "utf8");
    return (parse(text) as { config: Record<string, Record<string, string>> }).config["strongroom:rotations"];
  }

  /**
   * Gives this folder the project's services, for a test to change.
   *
   * @param services File name to text, for those that differ. They import the project's model as those in services/ do.
   * @returns The folder.
   */
  ownProgram(services: Record<string, string>): string {
    fs.cpSync(path.join(root, "services"), this.file("services"), { recursive: true });
    for (const [name, text] of Object.entries(services)) fs.writeFileSync(this.file("services", name), text);
    for (const room of ["components", "policies", "node_modules"])
      fs.symlinkSync(path.join(root, room), this.file(room));
    fs.copyFileSync(path.join(root, "index.ts"), this.file("index.ts"));
    const declared = fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8");
    fs.writeFileSync(this.file("Pulumi.yaml"), declared);
    return this.folder;
  }

  /** The variables that every run gets: no configuration of the machine counts. */
  variables(): NodeJS.ProcessEnv {
    return {
      PATH: process.env["PATH"],
      HOME: this.folder,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** Runs the command in the folder, with JSON or text on standard input, and sees that no value is printed. */
  async run(args: string[], input: object | string = "", variables: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    return this.runCommand("seed", args, input, variables);
  }

  /** Runs any command in the folder, and sees that JSON is as described. */
  async runCommand(
    command: string,
    args: string[],
    input: object | string = "",
    variables: NodeJS.ProcessEnv = {},
  ): Promise<CliResult> {
    const child = spawn(process.execPath, [path.join(root, "bin/strongroom.js"), command, ...args], {
      cwd: this.folder,
      env: { ...this.variables(), ...variables },
    });
    const result: CliResult = { status: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (result.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (result.stderr += text));
    // A run that is refused before it reads leaves its input behind.
    child.stdin.on("error", () => undefined);
    child.stdin.end(typeof input === "string" ? input : JSON.stringify(input));
    [result.status] = (await once(child, "close")) as [number | null];
    this.refuseValues(result.stdout + result.stderr);
    checkPrinted([command, ...args], result.stdout);
    return result;
  }

  /** Fails when a text holds a value that was made here. */
  refuseValues(text: string): void {
    for (const value of this.values) assert.ok(!text.includes(value), "a value is shown");
  }
}
