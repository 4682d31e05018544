import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { beginOf, takeLock } from "../../cli/respond/lock";

describe("the lock of a response", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-lock-"));
    file = path.join(folder, "incidents", "prod-api-app.lock");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (holder: object | string): void => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof holder === "string" ? holder : JSON.stringify(holder));
  };
  const at = "2026-11-27T03:12:00.000Z";
  const here = os.hostname();

  it("keeps a second process out as long as the first one runs", () => {
    const release = takeLock(file);
    const { at } = JSON.parse(fs.readFileSync(file, "utf8")) as { at: string };
    assert.throws(() => takeLock(file), {
      name: "UserError",
      message: `Process ${process.pid} on this machine responds to this, since ${at}. Nothing was changed.\nFix: wait for it, or end it: kill ${process.pid}; then run this again.`,
    });
    release();
    assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
    takeLock(file)();
  });

  it("of a process that was killed is taken over", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
    const began = beginOf(child.pid!);
    assert.notEqual(began, undefined);
    write({ pid: child.pid, began, on: here, at });
    assert.throws(() => takeLock(file), /^UserError: Process \d+ on this machine responds to this/);
    child.kill("SIGKILL");
    await once(child, "exit");
    takeLock(file)();
  });

  it("is taken over where its pid is another process's by now, and where it says nothing", () => {
    for (const holder of [{ pid: process.pid, began: "before", on: here, at }, "", "no JSON"]) {
      write(holder);
      takeLock(file)();
    }
  });

  it("of another machine stays, and says what to delete", () => {
    write({ pid: 1, began: "then", on: "elsewhere", at });
    assert.throws(() => takeLock(file), {
      message: `Process 1 on elsewhere, which shares this folder, responds to this, since ${at}. Nothing was changed.\nFix: look there; if it has ended, delete ${file}; then run this again.`,
    });
  });

  it("that somebody else has by now is not given back", () => {
    const release = takeLock(file);
    write({ pid: 1, began: "then", on: "elsewhere", at });
    release();
    assert.equal(fs.existsSync(file), true);
  });
});
