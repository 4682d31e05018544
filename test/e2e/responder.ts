import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment } from "../../lab/engine/run-pulumi";
import { ProcessSamples } from "./process-samples";
import { record } from "./said";
import type { SeededEnvironment } from "./seeded-environment";
import type { Run } from "./strongroom";

const account = "111122223333";

/** How `strongroom respond` is run. */
export interface Response {
  /** Default: `"respond"`. */
  verb?: "respond" | "drill";
  /** Given as JSON on standard input. */
  input?: object;
  /** Folder of the program. Default: the checkout. */
  program?: string;
  /** A line of the journal before which it is killed, e.g. `"done stage"`. */
  killAt?: string;
  flags?: string[];
  /** Variables of the environment that differ. */
  variables?: Record<string, string>;
}

/** What a step does is done, and the journal does not know yet; or the journal has it, and the next has not begun. */
export const cuts = (steps: readonly string[]): string[] =>
  steps.flatMap((step) => [`started ${step}`, `done ${step}`]);

/** Runs `strongroom respond` on a stage, and looks at what it leaves. */
export class Responder {
  /** Values that must be nowhere. */
  readonly values: string[] = [];
  /** What the process list showed while it ran. */
  readonly samples = new ProcessSamples();

  constructor(private readonly environment: Pick<SeededEnvironment, "stage" | "account">) {}

  /** @param words What is typed behind the environment's name, e.g. `"api app"`. */
  async respond(words: string, options: Response = {}): Promise<Run> {
    const { stage } = this.environment;
    const variables = await engineEnvironment(stage, account);
    const { folder } = writeProject(stage, options.program ?? checkout, variables["PATH"] ?? "");
    const preload = options.killAt === undefined ? [] : ["--require", path.join(__dirname, "kill-at-journal-line.js")];
    const { verb = "respond", flags = [] } = options;
    const answers = verb === "respond" ? ["--yes", "--old-is-dead"] : ["--yes"];
    const args = [verb, "dev", ...words.split(" "), ...answers, ...flags];
    const child = spawn(process.execPath, [...preload, path.join(checkout, "bin", "strongroom.js"), ...args], {
      cwd: folder,
      env: { ...variables, ...options.variables, STRONGROOM_KILL_AT: options.killAt },
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input === undefined ? "" : JSON.stringify(options.input));
    let hasEnded = false;
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    await Promise.all([ended.finally(() => (hasEnded = true)), this.samples.watch(child.pid!, () => hasEnded)]);
    record(`strongroom ${args.join(" ")}`, `${said.stdout}\n${said.stderr}`);
    return { status: await ended, ...said };
  }

  /** Runs it once for each cut, which ends it there, and then to the end. */
  async killedAtEach(
    words: string,
    places: readonly string[],
    { flags = [], ...options }: Response = {},
  ): Promise<Run> {
    for (const [place, killAt] of places.entries()) {
      const run = await this.respond(words, { ...options, killAt, ...(place === 0 && { flags }) });
      assert.equal(run.status, null, `${killAt}: ${run.stdout}${run.stderr}`);
    }
    const run = await this.respond(words, options);
    assert.equal(run.status, 0, run.stdout + run.stderr);
    return run;
  }

  get incidents(): string {
    return path.join(this.environment.stage.directory, "project", ".strongroom", "incidents");
  }

  /** The folder of the newest incident of a name, e.g. `"dev-api-app"`. */
  lastIncident(name: string): string {
    const folders = fs.readdirSync(this.incidents).filter((folder) => /^-\d/.test(folder.replace(name, "")));
    return path.join(this.incidents, folders.sort().at(-1)!);
  }

  /** The text of a file of the newest incident of a name. */
  report(name: string, file: string): string {
    return fs.readFileSync(path.join(this.lastIncident(name), file), "utf8");
  }

  /** Journals, reports and messages hold none of the values, and neither did the process list. */
  leftNoValue(): void {
    // Drills lie beside incidents.
    const folder = path.dirname(this.incidents);
    const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
    const texts = files.map((file) => path.join(folder, file)).filter((file) => fs.statSync(file).isFile());
    assert.ok(texts.some((file) => file.endsWith("post-mortem.md")));
    const holdsOne = (text: string): boolean => this.values.some((value) => text.includes(value));
    assert.deepEqual(
      texts.filter((file) => holdsOne(fs.readFileSync(file, "utf8"))),
      [],
    );
    const seen = [...this.samples.texts];
    // The list was read while the command ran, its variables too.
    assert.ok(seen.some((text) => text.includes("\0respond\0dev\0")));
    assert.ok(seen.some((text) => text.includes("AWS_ENDPOINT_URL=")));
    assert.equal(seen.some(holdsOne), false);
  }

  async stages(entry: string): Promise<string[][]> {
    return Object.values(await this.versions(entry));
  }

  /** The version of an entry that has a stage. */
  async versionWith(entry: string, stage: string): Promise<string | undefined> {
    const versions = await this.versions(entry);
    return Object.keys(versions).find((version) => versions[version]!.includes(stage));
  }

  private async versions(entry: string): Promise<Record<string, string[]>> {
    const { secretsManager } = this.environment.account;
    const { VersionIdsToStages = {} } = await secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
    return VersionIdsToStages;
  }
}
