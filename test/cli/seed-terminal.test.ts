import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { HiddenInput, type Terminal } from "../../cli/seed/hidden-input";
import { SeedStage } from "./seed-stage";
import { type TerminalSession, type TerminalSteps, onTerminal } from "./terminal";

const backspace = "\u007f";
const controlC = "\u0003";
const controlD = "\u0004";
const controlU = "\u0015";
const appQuestion = "dev/api/app STRIPE_SECRET_KEY: ";
const appleQuestion = "dev/api/apple APPLE_SHARED_SECRET: ";

describe("strongroom seed on a terminal", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    stage.afterFirstUpdate();
  });
  afterEach(() => stage.stop());

  /** Runs the command; a step waits for a text on the screen, and types. */
  const type = (args: string[], steps: TerminalSteps): Promise<TerminalSession> =>
    onTerminal(stage, ["seed", ...args], steps);

  it("asks for each missing key, shows nothing of what is typed, and puts it", async () => {
    const [key, shared] = [stage.makeValue(), stage.makeValue()];
    const { status, screen } = await type(
      ["dev", "api", "--group", "app", "--group", "apple"],
      [
        [appQuestion, `wrong${controlU}${key}x${backspace}\r`],
        [appleQuestion, `${shared}\r`],
      ],
    );
    assert.equal(status, 0, screen);
    assert.match(
      screen,
      /\n\nNothing is shown of what you type\. Enter ends a value; Ctrl-C leaves, and writes nothing\.\ndev\/api\/app STRIPE_SECRET_KEY: \ndev\/api\/apple APPLE_SHARED_SECRET: \n\n/,
    );
    assert.equal((stage.aws.value("dev/api/app") as Record<string, string>)["STRIPE_SECRET_KEY"], key);
    assert.deepEqual(stage.aws.value("dev/api/apple"), { APPLE_SHARED_SECRET: shared });
  });

  it("asks again after an answer that is not put: empty, a placeholder, an arrow key, several pasted lines", async () => {
    const value = stage.makeValue();
    const { status, screen } = await type(
      ["dev", "api", "--group", "apple"],
      [
        [appleQuestion, "\r"],
        [appleQuestion, "changeme\r"],
        [appleQuestion, `${stage.makeValue()}\u001b[D\r`],
        [appleQuestion, `${stage.makeValue()}\n${stage.makeValue()}\n`],
        [appleQuestion, `${value}\r`],
      ],
    );
    assert.equal(status, 0, screen);
    const complaints = screen.split("\n").filter((line) => line.startsWith("  "));
    assert.deepEqual(complaints.slice(0, 4), [
      "  The value is empty. It was not taken.",
      "  The value is a placeholder. It was not taken.",
      "  The value holds a control character, as arrow keys type them. It was not taken.",
      "  More than one line was pasted, and none was taken. A value of several lines goes in as JSON: see --help.",
    ]);
    assert.deepEqual(stage.aws.value("dev/api/apple"), { APPLE_SHARED_SECRET: value });
  });

  it("with --replace asks for every key, and Enter leaves one that has a value", async () => {
    const before = { username: "api", password: stage.makeValue() };
    stage.aws.put("dev/api/database", JSON.stringify(before));
    const password = stage.makeValue();
    const leaves = " (has a value; Enter leaves it): ";
    const { status, screen } = await type(
      ["dev", "api", "--group", "database", "--replace"],
      [
        [`dev/api/database username${leaves}`, "\r"],
        [`dev/api/database password${leaves}`, `${password}\r`],
      ],
    );
    assert.equal(status, 0, screen);
    assert.match(screen, /^dev\/api\/database: put password, engine, host, port, dbname, ssl; recorded/m);
    const { username, password: put } = stage.aws.value("dev/api/database") as Record<string, string>;
    assert.deepEqual([username, put], ["api", password]);
  });

  for (const [name, key] of [
    ["Ctrl-C", controlC],
    ["Ctrl-D", controlD],
  ] as const) {
    it(`writes nothing when it is left with ${name}, also behind an answer`, async () => {
      const { status, screen } = await type(
        ["dev", "api", "--group", "app", "--group", "apple"],
        [
          [appQuestion, `${stage.makeValue()}\r`],
          [appleQuestion, `${stage.makeValue()}${key}`],
        ],
      );
      assert.equal(status, 2);
      assert.match(screen, /\nNothing was written: the input ended before every value was given\.\n$/);
      assert.ok(!stage.aws.actions().includes("PutSecretValue"));
      assert.equal(stage.seeded(), undefined);
    });
  }
});

describe("hidden input", () => {
  /** A terminal that notes whether it is raw. */
  function makeTerminal(): {
    terminal: Terminal & PassThrough;
    shown: () => string;
    isRaw: () => boolean;
    input: HiddenInput;
  } {
    let isRaw = false;
    const terminal = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => (isRaw = raw) });
    const output = new PassThrough();
    const shown = (): string => ((output.read() as Buffer | null) ?? "").toString();
    return { terminal, shown, isRaw: () => isRaw, input: new HiddenInput(terminal, output) };
  }

  it("joins characters that arrive in pieces, and forgets the buffers that they came in", async () => {
    const { terminal, input, shown, isRaw } = makeTerminal();
    const bytes = Buffer.from("geheim-€-schlüssel\r");
    const pieces = [bytes.subarray(0, 8), bytes.subarray(8)].map((piece) => Buffer.from(piece));
    input.open();
    assert.ok(isRaw());
    const answer = input.ask("Key: ");
    for (const piece of pieces) terminal.write(piece);
    assert.deepEqual(await answer, { text: "geheim-€-schlüssel" });
    assert.equal(shown(), "Key: \n");
    input.close();
    assert.ok(!isRaw());
    assert.ok(pieces.every((piece) => piece.every((byte) => byte === 0)));
  });

  it("takes a pasted line with its line end for one line", async () => {
    const { terminal, input } = makeTerminal();
    input.open();
    const answer = input.ask("Key: ");
    terminal.write(Buffer.from("one\r\n"));
    assert.deepEqual(await answer, { text: "one" });
    input.close();
  });

  it("notices more than one line that arrive in pieces, and what is typed between questions is no answer", async () => {
    const { terminal, input } = makeTerminal();
    input.open();
    const answer = input.ask("Key: ");
    terminal.write(Buffer.from("one\n"));
    terminal.write(Buffer.from("two\n"));
    assert.deepEqual(await answer, { tooManyLines: true });
    terminal.write(Buffer.from("three\n"));
    await new Promise(setImmediate);
    const next = input.ask("Key: ");
    terminal.write(Buffer.from("four\n"));
    assert.deepEqual(await next, { text: "four" });
    input.close();
  });

  it("ends when the terminal goes away, for every later question, too", async () => {
    const { terminal, input } = makeTerminal();
    input.open();
    const message = "Nothing was written: the input ended before every value was given.";
    const answer = input.ask("Key: ");
    terminal.end();
    await assert.rejects(answer, { message });
    await assert.rejects(input.ask("Key: "), { message });
    input.close();
  });
});
