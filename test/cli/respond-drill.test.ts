import assert from "node:assert/strict";
import type { JournalEvent } from "../../cli/respond/journal";
import { isSkipped, rehearsed } from "../../cli/respond/rehearsed";
import { isLab } from "../../cli/respond/run-drill";
import type { Context, Phase, Step } from "../../cli/respond/step";
import { runCli } from "./run-cli";

describe("a drill", function () {
  this.timeout(60_000);

  it("takes AWS for the lab's where it is on this machine alone", () => {
    for (const endpoint of [
      "http://127.0.0.1:5000",
      "http://127.96.0.4:80",
      "http://localhost:4566",
      "http://[::1]:1",
    ]) {
      assert.equal(isLab(endpoint), true, endpoint);
    }
    for (const endpoint of [
      undefined,
      "",
      "127.0.0.1",
      "https://127.0.0.1.example.com",
      "https://vpce-1.amazonaws.com",
    ]) {
      assert.equal(isLab(endpoint), false, endpoint);
    }
  });

  it("that only reads passes over what would change something, and does the rest", async () => {
    const done: string[] = [];
    const said: string[] = [];
    const step = (id: string, phase: Phase): Step => ({
      id,
      phase,
      title: id,
      describe: () => [],
      prepare: () => Promise.reject(new Error("it prepares")),
      run: () => Promise.resolve({ ran: String(done.push(id)) }),
    });
    const steps = rehearsed([
      step("stage", "revoke"),
      step("deliver", "rotate"),
      step("audit", "audit"),
      step("communicate", "communicate"),
    ]);
    const context = { say: (line: string) => said.push(line) } as unknown as Context;
    const facts = [];
    for (const one of steps) facts.push(await one.run(context, {}));
    assert.deepEqual(done, ["audit", "communicate"]);
    assert.deepEqual(said, Array(2).fill("not done: this drill only reads."));
    assert.deepEqual(
      facts.map((one) => isSkipped({ facts: one } as unknown as JournalEvent)),
      [true, true, false, false],
    );
    assert.deepEqual(
      steps.map(({ prepare }) => prepare !== undefined),
      [false, false, true, true],
    );
  });

  it("has to be of one thing", () => {
    const { status, stderr } = runCli(["drill", "dev", "api"]);
    assert.equal(
      stderr,
      "Name exactly one thing that leaked. Nothing was changed.\n" +
        "Fix: strongroom drill dev SERVICE GROUP[/KEY], or --access-key ID, --role NAME or --repository OWNER/NAME instead.\n",
    );
    assert.equal(status, 2);
  });
});
