import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment } from "../../lab/engine/run-pulumi";
import { clientSettings, region } from "../../lab/stage/environment";
import { currentValue } from "./aws";
import { until } from "./cluster";
import { beginFault, endFaults } from "./emulator-faults";
import { configure } from "./environment";
import { record } from "./said";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import type { Run } from "./strongroom";
import { apply, example, remove, rolledOut } from "./workloads";

const account = "111122223333";
const consumer = example("deployment.yaml");
const bucket = "acme-incidents";
const words = "dev api app/JWT_SIGNING_KEY";
const arnOf = (session: string): string => `arn:aws:sts::${account}:assumed-role/lab-administrator/${session}`;

/** A line of the journal, as far as it is looked at. */
interface Line {
  at: string;
  by: string;
  on: string;
  event: string;
  step?: string;
}

/** Needs the engine, the API server, the operator, the reloader, the kubelet and the emulator. */
describe("the journal of a response in S3", function () {
  this.timeout(600_000);
  let environment: SeededEnvironment;
  let s3: S3Client;
  /** The program's folder as another machine has it: without what this one wrote down. */
  let otherMachine: string;
  const values: string[] = [];

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    await apply(environment.stage, consumer);
    await rolledOut(environment.cluster, consumer);
    s3 = new S3Client(await clientSettings(environment.stage, account));
    const location = { LocationConstraint: region } as const;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: location }));
    configure(environment.stage, "dev", { "strongroom:respond": { journal: `s3://${bucket}/strongroom` } });
    otherMachine = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-other-machine-"));
    for (const name of ["Pulumi.yaml", "stacks"]) {
      fs.cpSync(path.join(project(), name), path.join(otherMachine, name), { recursive: true });
    }
  });

  beforeEach(async () => values.push(await signingKey()));

  after(async () => {
    fs.rmSync(otherMachine, { recursive: true });
    await remove(environment.cluster, consumer);
    await environment.takeDown();
  });

  it("lets the same command go on on another machine, killed before and behind a line", async () => {
    const [before = ""] = values;
    await killed("done stage");
    await killed("started promote written");
    const lost = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-lost-"));
    fs.renameSync(incidents(), path.join(lost, "incidents"));
    const { stdout, stderr, status } = await respond();
    assert.equal(status, 0, stdout + stderr);
    fs.rmSync(lost, { recursive: true });
    const { id, lines } = await stored();
    const last = lines[lines.findLastIndex(({ event }) => event === "resumed") - 1]!;
    assert.equal(
      stdout.split("\n").slice(0, 2).join("\n"),
      `Goes on from s3://${bucket}/strongroom/${id}/journal.jsonl: ${arnOf("lab")} on ${os.hostname()} wrote its last line, at ${last.at}.\n` +
        "Reports of the steps that are done lie on that machine, in .strongroom/incidents.",
    );
    assert.deepEqual(
      lines.slice(0, 6).map(({ event, step }) => (step === undefined ? event : `${event} ${step}`)),
      ["opened", "started stage", "resumed", "started stage", "done stage", "resumed"],
    );
    assert.equal(lines.at(-1)!.event, "closed");
    assert.equal((await stored()).text, fs.readFileSync(path.join(incidents(), id, "journal.jsonl"), "utf8"));
    assert.equal((await signingKey()) === before, false);
  });

  it("keeps others out until they take over; then the first one's next step does not begin", async () => {
    const first = await start({ stopAt: "started promote", flags: ["--new"] });
    await until("the first run has stopped", () => Promise.resolve(isStopped(first.child.pid!) || undefined));
    const { id, lines } = await stored();
    const before = await environment.fingerprints();

    const here = await respond();
    assert.equal(here.status, 2);
    assert.match(
      here.stderr,
      new RegExp(
        `^Process ${first.child.pid} on this machine responds to this, since \\S+Z\\. Nothing was changed\\.\nFix: wait for it, or end it: kill ${first.child.pid}; then run this again\\.\n$`,
      ),
    );
    const elsewhere = { folder: otherMachine, session: "grace" };
    const refused = await respond(elsewhere);
    assert.equal(
      refused.stderr,
      `${arnOf("lab")} on ${os.hostname()} responds to this, since ${lines[0]!.at}. Nothing was changed.\n` +
        "Fix: leave it to them. If they are gone, run this again with --take-over.\n",
    );
    assert.equal(refused.status, 2);
    assert.deepEqual(await environment.fingerprints(), before);

    const second = await respond({ ...elsewhere, flags: ["--take-over"] });
    assert.equal(second.status, 0, second.stdout + second.stderr);
    const after = await environment.fingerprints();
    const { at } = (await stored()).lines.find(({ event }) => event === "taken over")!;
    first.child.kill("SIGCONT");
    const { status, stdout } = await first.end;
    assert.equal(status, 1, stdout);
    const [, told] = stdout.split("\nREVOKE: Make the new value current\n");
    assert.equal(
      told,
      `\nAt ${at} ${arnOf("grace")} on ${os.hostname()} has taken this response over. This run has stopped: s3://${bucket}/strongroom/${id}/journal.jsonl is theirs.\n` +
        "Fix: leave it to them. If they are gone, run this again with --take-over.\n\n" +
        'Not finished: "Make the new value current" was not begun.\n' +
        "  done      Stage the new value\n" +
        "  to do     Make the new value current; Drop the old value; Bring the new value to the pods; Find out who had it; Tell those concerned\n" +
        `  journal   .strongroom/incidents/${id}\n` +
        `Next: leave it to them; if they are gone, strongroom respond ${words} --take-over goes on from where they are.\n`,
    );
    assert.deepEqual(await environment.fingerprints(), after);
    assert.equal((await stored()).lines.at(-1)!.event, "closed");
    const again = await respond();
    assert.match(again.stdout, /^This was responded to: .*\n {2}journal {3}s3:\/\/acme-incidents\/strongroom\//);
  });

  it("is done without where S3 does not answer, and is made up for later", async () => {
    const { id: last } = await stored();
    await beginFault(environment.stage, { status: 503, service: "s3", seconds: 600 });
    const { status, stdout, stderr } = await respond({ flags: ["--new"] });
    await endFaults(environment.stage);
    assert.equal(status, 0, stdout + stderr);
    assert.equal(stdout.split("NO COPY OF THE JOURNAL IN S3").length, 2, stdout);
    assert.equal((await stored()).id, last);
    const again = await respond();
    assert.match(again.stdout, /^This was responded to: /);
    const { id, lines } = await stored();
    assert.notEqual(id, last);
    assert.equal(lines.at(-1)!.event, "closed");
  });

  it("holds no value", async () => {
    values.push(await signingKey());
    assert.ok(new Set(values).size >= 4);
    const keys = await keysInS3();
    assert.equal(keys.length, 3);
    for (const key of keys) {
      const text = await read(key);
      assert.equal(
        values.some((value) => text.includes(value)),
        false,
        key,
      );
    }
  });

  /** What a run is told beside what it responds to. */
  interface RunOptions {
    /** Default: this machine's. */
    folder?: string;
    /** Name of the session that it is made in. Default: `lab`. */
    session?: string;
    killAt?: string;
    stopAt?: string;
    flags?: string[];
  }

  async function killed(killAt: string): Promise<void> {
    const run = await respond({ killAt });
    assert.equal(run.status, null, `${killAt}: ${run.stdout}${run.stderr}`);
  }

  async function respond(options: RunOptions = {}): Promise<Run> {
    return (await start(options)).end;
  }

  async function start(options: RunOptions): Promise<{ child: ChildProcess; end: Promise<Run> }> {
    const variables = await engineEnvironment(environment.stage, account);
    writeProject(environment.stage, checkout, variables["PATH"] ?? "");
    const { session, killAt, stopAt, flags = [] } = options;
    const preload = path.join(__dirname, "kill-at-journal-line.js");
    const args = ["respond", ...words.split(" "), "--yes", ...flags];
    const child = spawn(
      process.execPath,
      ["--require", preload, path.join(checkout, "bin", "strongroom.js"), ...args],
      {
        cwd: options.folder ?? project(),
        env: {
          ...variables,
          ...(session !== undefined && (await keysOf(session))),
          STRONGROOM_KILL_AT: killAt,
          STRONGROOM_STOP_AT: stopAt,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    const end = new Promise<Run>((resolve) => {
      child.once("close", (status) => {
        record(`strongroom ${args.join(" ")}`, `${said.stdout}\n${said.stderr}`);
        resolve({ status, ...said });
      });
    });
    return { child, end };
  }

  /** The variables of somebody else's session. */
  async function keysOf(session: string): Promise<Record<string, string>> {
    const sts = new STSClient(await clientSettings(environment.stage, account));
    const role = { RoleArn: `arn:aws:iam::${account}:role/lab-administrator`, RoleSessionName: session };
    const { Credentials } = await sts.send(new AssumeRoleCommand(role));
    sts.destroy();
    return {
      AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId!,
      AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey!,
      AWS_SESSION_TOKEN: Credentials!.SessionToken!,
    };
  }

  async function keysInS3(): Promise<string[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key = "" }) => Key).sort();
  }

  async function read(key: string): Promise<string> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body!.transformToString();
  }

  /** The newest journal. */
  async function stored(): Promise<{ id: string; text: string; lines: Line[] }> {
    const key = (await keysInS3()).at(-1)!;
    const text = await read(key);
    const lines = text.trimEnd().split("\n");
    return { id: key.split("/").at(-2)!, text, lines: lines.map((line) => JSON.parse(line) as Line) };
  }

  async function signingKey(): Promise<string> {
    return (await currentValue(environment.account, "dev/api/app"))!["JWT_SIGNING_KEY"]!;
  }

  function project(): string {
    return path.join(environment.stage.directory, "project");
  }

  function incidents(): string {
    return path.join(project(), ".strongroom", "incidents");
  }
});

/** Whether a process has stopped for SIGCONT. Source: proc_pid_stat(5). */
function isStopped(pid: number): boolean {
  const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).startsWith("T");
}
