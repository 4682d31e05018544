import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { type Audience, isWatched, pauseBetween } from "../../lab/demo/pause";

/** Somebody at a terminal. */
function terminal(): Audience & { input: PassThrough; shown: string[] } {
  const shown: string[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = { isTTY: true, write: (text: string) => shown.push(text) };
  return { input, output, wanted: true, variables: {}, shown };
}

describe("the demo's pauses", () => {
  const signal = new AbortController().signal;

  it("are made where somebody watches", () => {
    assert.equal(isWatched(terminal()), true);
    assert.equal(isWatched({ ...terminal(), variables: { CI: "" } }), true);
    assert.equal(isWatched({ ...terminal(), variables: { CI: "false" } }), true);
  });

  for (const [why, difference] of [
    ["with --no-pause", { wanted: false }],
    ["with CI set", { variables: { CI: "true" } }],
    ["where the input is no terminal", { input: new PassThrough() }],
    ["where the output is no terminal", { output: { write: () => true } }],
  ] as [string, Partial<Audience>][]) {
    it(`are not made ${why}`, async () => {
      const audience = { ...terminal(), ...difference };
      assert.equal(isWatched(audience), false);
      // It would wait for ever: nobody types.
      await pauseBetween(audience, signal)();
    });
  }

  it("end with Enter, one after another", async () => {
    const audience = terminal();
    const pause = pauseBetween(audience, signal);
    for (const count of [1, 2]) {
      let isOver = false;
      const waiting = pause().then(() => (isOver = true));
      await new Promise(setImmediate);
      assert.equal(isOver, false);
      audience.input.write("\n");
      await waiting;
      assert.deepEqual(audience.shown, Array(count).fill("\nEnter goes on. "));
    }
  });

  it("end where the input does", async () => {
    const audience = terminal();
    audience.input.end();
    const pause = pauseBetween(audience, signal);
    await pause();
    await pause();
  });

  it("end with an interruption", async () => {
    const interrupted = new AbortController();
    const pause = pauseBetween(terminal(), interrupted.signal);
    const waiting = pause();
    interrupted.abort(new Error("interrupted"));
    await assert.rejects(waiting, /^Error: interrupted$/);
    await assert.rejects(pause(), /^Error: interrupted$/);
  });
});
