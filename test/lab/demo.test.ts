import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { DemoFailure } from "../../lab/demo/demo-failure";
import { play } from "../../lab/demo/play";
import type { Scene } from "../../lab/demo/scene";
import { Screen } from "../../lab/demo/screen";
import type { Act } from "../../lab/demo/step";
import { story } from "../../lab/demo/story";

const value = "made-up-for-this-test";

/** What a step needs of a scene, without a stage. */
const scene = {
  directory: tmpdir(),
  environment: { PATH: process.env["PATH"] },
  pods: () => Promise.resolve([]),
  masked: (text: string) => text.replaceAll(value, "(made up)"),
  isShownIn: (text: string) => text.includes(value),
} as unknown as Scene;

/** Prints lines, and ends with a status. */
const printing = (lines: string[], status = 0): string[] => [
  process.execPath,
  "--eval",
  `${JSON.stringify(lines)}.forEach((line) => console.log(line)); process.exitCode = ${status}`,
];

describe("the demo", () => {
  it("shows sentences, commands, their output, and what was checked", async () => {
    const { text, pauses } = await played(
      { command: printing(["one"]), sentence: "First.", expectations: [{ says: "it is one", holds: isOne }] },
      { command: printing(["one"]), expectations: [] },
    );
    const typed = `$ ${process.execPath} --eval '["one"].forEach((line) => console.log(line)); process.exitCode = 0'`;
    assert.equal(
      text,
      `\nTitle\nSentence.\n\nFirst.\n\n${typed}\none\nChecked: it is one.\n` + `\nTitle\nSentence.\n\n${typed}\none\n`,
    );
    assert.equal(pauses, 1, "between two steps, not before the first");
  });

  it("marks lines that it leaves out, once for all in a row, and not those that are blank", async () => {
    const lines = ["one", "", "two", "three", "one", "", "one", "four"];
    const { text } = await played({ command: printing(lines), shown: /^one/, expectations: [] });
    assert.match(text, /\none\n\.\.\.\none\none\n\.\.\.\n$/);
  });

  it("gives a value to a command, and does not show it", async () => {
    const { text } = await played({
      command: [process.execPath, "--eval", "process.stdin.on('data', (data) => console.log(data.length))"],
      input: () => ({ KEY: value }),
      expectations: [{ says: "it was read", holds: ({ text: printed }) => printed === "31" }],
    });
    assert.match(text, /\n\(on standard input: \{"KEY":"\(made up\)"\}\)\n31\nChecked: it was read\.\n$/);
  });

  it("asks until what a command set off is so", async () => {
    let asked = 0;
    const holds = (): Promise<boolean> => Promise.resolve(++asked === 3);
    await played({ command: printing([]), expectations: [{ says: "it is so at last", holds }] });
    assert.equal(asked, 3);
  });

  for (const [what, act, expected] of [
    ["ended with another status", { command: printing(["no"], 3), expectations: [] }, "exit status 0; it was 3"],
    ["should have been refused", { command: printing(["no"]), status: 1, expectations: [] }, "exit status 1; it was 0"],
    [
      "did something else",
      { command: printing(["no"]), expectations: [{ says: "it is one", holds: isOne }] },
      "it is one",
    ],
  ] as [string, Act, string][]) {
    it(`fails where a command ${what}, and says what was expected`, async () => {
      await assert.rejects(played(act), (error: DemoFailure) => {
        assert.ok(error instanceof DemoFailure);
        assert.ok(error.message.endsWith(`\nExpected: ${expected}.\nWhat it printed last:\n  no`), error.message);
        return true;
      });
    });
  }

  it("fails where a command prints a value, and does not show that either", async () => {
    const code = "process.stdin.on('data', (data) => console.log(String(data)))";
    const act = { command: [process.execPath, "--eval", code], input: () => value, expectations: [] };
    await assert.rejects(played(act as unknown as Act), (error: DemoFailure) => {
      assert.match(error.message, /\nExpected: no value is printed\.\nWhat it printed last:\n {2}"\(made up\)"$/);
      return true;
    });
  });

  it("fails before a command whose time does not come, without what it has not printed", async () => {
    const act = {
      command: ["kubectl", "version"],
      awaits: { says: "it is time", holds: () => false },
      expectations: [],
    };
    await assert.rejects(played(act), (error: DemoFailure) => {
      assert.equal(error.message, "kubectl version did not do what the demo says.\nExpected: it is time.");
      return true;
    });
  });

  it("names a program that is not there", async () => {
    const act = { command: ["strongroom-no-such-program"], expectations: [] };
    await assert.rejects(played(act), /^LabError: strongroom-no-such-program could not be started: /);
  });

  it("ends its command when it is interrupted", async () => {
    const interrupted = new AbortController();
    const command = [process.execPath, "--eval", "setTimeout(() => undefined, 60_000); console.log('it runs')"];
    const screen = new Screen((text) => {
      if (text === "it runs\n") interrupted.abort(new Error("interrupted"));
    });
    const steps = [{ title: "Title", sentence: "Sentence.", acts: [{ command, expectations: [] }] }];
    const playing = { screen, pause: () => Promise.resolve(), signal: interrupted.signal };
    await assert.rejects(play(steps, scene, playing), /^Error: interrupted$/);
  });

  it("checks something in every step", () => {
    for (const { title, acts } of story) {
      assert.ok(
        acts.some(({ expectations }) => expectations.length > 0),
        title,
      );
    }
  });
});

function isOne({ text }: { text: string }): boolean {
  return text === "one";
}

/** Plays each act as a step of its own. */
async function played(...acts: Act[]): Promise<{ text: string; pauses: number }> {
  const steps = acts.map((act) => ({ title: "Title", sentence: "Sentence.", acts: [act] }));
  let text = "";
  let pauses = 0;
  const pause = (): Promise<void> => Promise.resolve(void pauses++);
  const screen = new Screen((more) => (text += more));
  await play(steps, scene, { screen, pause, signal: new AbortController().signal });
  return { text, pauses };
}
