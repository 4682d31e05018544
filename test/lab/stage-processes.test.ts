import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../../lab/lab-error";
import { choosePorts } from "../../lab/stage/ports";
import { isRunning, startProcess, stopProcess } from "../../lab/stage/processes";
import type { StagePart } from "../../lab/stage/part";
import type { Stage, StageProcess } from "../../lab/stage/stage";
import { startPart } from "../../lab/stage/start";
import { sampleStage } from "./stage-sample";

describe("a stage's processes", () => {
  let directory: string;
  beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-stage-"))));
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  /** Starts a program in JavaScript, and waits until it has printed what it prints first. */
  async function start(program: string): Promise<StageProcess> {
    const log = path.join(directory, "logs", "sample.log");
    const environment = { PATH: process.env["PATH"] ?? "" };
    const options = { name: "sample", command: process.execPath, arguments: ["-e", program], environment, directory };
    const started = await startProcess({ ...options, log });
    while (printed(started).length === 0) await sleep(10);
    return started;
  }

  function printed({ log }: StageProcess): string {
    return fs.readFileSync(log, "utf8").replace(/^---.*\n/, "");
  }

  function exists(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return !fs.existsSync("/proc/self/stat") || !/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return false;
    }
  }

  const parent =
    'const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);' +
    "console.log(child.pid); setInterval(() => {}, 1000);";

  it("end with what they have started", async () => {
    const started = await start(parent);
    const child = Number(printed(started));
    assert.ok(isRunning(started));
    assert.equal(await stopProcess(started, directory), true);
    assert.equal(isRunning(started), false);
    assert.equal(exists(child), false);
    assert.equal(await stopProcess(started, directory), false);
  });

  it("end although their leader has ended before, where the system tells whose they are", async () => {
    const started = await start(parent);
    const child = Number(printed(started));
    process.kill(started.pid, "SIGKILL");
    while (isRunning(started)) await sleep(10);
    assert.equal(exists(child), true);
    const told = fs.existsSync("/proc/self/stat");
    assert.equal(await stopProcess(started, directory), told);
    assert.equal(exists(child), !told);
    if (!told) process.kill(child);
  });

  it("leave alone who has taken over a pid", async () => {
    const started = await start('console.log("up"); setInterval(() => {}, 1000);');
    const earlier = { ...started, began: `${started.began}0` };
    assert.equal(isRunning(earlier), false);
    assert.equal(await stopProcess(earlier, directory), false);
    assert.equal(isRunning(started), true);
    await stopProcess(started, directory);
  });

  it("say what could not be started", async () => {
    const command = path.join(directory, "missing");
    const log = path.join(directory, "sample.log");
    await assert.rejects(
      startProcess({ name: "sample", command, arguments: [], environment: {}, directory, log }),
      new LabError(
        `sample could not be started: spawn ${command} ENOENT\nFix: look whether ${command} stands and may be executed.`,
      ),
    );
  });

  it("say how they ended, where one ends while it starts", async () => {
    const stage: Stage = { ...sampleStage("broken"), directory };
    const part: StagePart = {
      name: "sample",
      after: [],
      command: () => ({
        file: process.execPath,
        arguments: ["-e", "console.error('it wants a port'); process.exit(1)"],
      }),
      ready: () => Promise.reject(new Error("no answer")),
    };
    const log = path.join(directory, "logs", "sample.log");
    process.env["STRONGROOM_CACHE"] = directory;
    try {
      await assert.rejects(
        startPart(stage, part, () => undefined),
        new LabError(
          `sample ended while it was starting.\nThe end of its log, ${log}:\n` +
            "  --- started by the lab: sample ---\n  it wants a port",
        ),
      );
    } finally {
      delete process.env["STRONGROOM_CACHE"];
    }
  });

  it("listen on ports of their own, and keep them where they are free", async () => {
    const first = await choosePorts(["one", "two"]);
    assert.notEqual(first["one"], first["two"]);
    assert.deepEqual(await choosePorts(["one", "two"], first), first);

    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(first["one"], "127.0.0.1", resolve));
    const second = await choosePorts(["one", "two"], first);
    server.close();
    assert.notEqual(second["one"], first["one"]);
    assert.equal(second["two"], first["two"]);
  });
});
