import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { Command } from "commander";
import { buildProgram } from "../../cli/main";
import { withProgress } from "../../cli/progress";
import { root, runCli } from "./run-cli";

/** What a command's help shows, the part below the options included. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

/** The command lines below "Examples:", without what another program does with them. */
function examplesIn(help: string): string[] {
  const [, shown = ""] = /^Examples?:\n([^]*?)\n\n/m.exec(help) ?? [];
  const lines = shown.split("\n").flatMap((line) => line.split(/\||&&/));
  return lines.map((line) => line.trim()).filter((line) => line.startsWith("strongroom "));
}

describe("the command line", function () {
  this.timeout(30_000);

  it("shows with every command examples and what the exit statuses mean", () => {
    const program = buildProgram();
    const helps = [program, ...program.commands].map((command) => [command.name(), helpOf(command)] as const);
    assert.deepEqual(
      helps.filter(([, help]) => examplesIn(help).length === 0).map(([name]) => name),
      [],
    );
    assert.deepEqual(
      helps.filter(([, help]) => !/^Exit status: 0 [^\n]+, 2 an error[^\n]*\.$/m.test(help)).map(([name]) => name),
      [],
    );
    assert.equal(
      helps.some(([, help]) => /default: (false|\[\])/.test(help)),
      false,
    );
  });

  it("takes the examples that it shows", async () => {
    const shown = buildProgram();
    const examples = [shown, ...shown.commands].flatMap((command) => examplesIn(helpOf(command)));
    assert.ok(examples.length > shown.commands.length);
    for (const example of examples) {
      const program = buildProgram();
      let ran = "";
      for (const command of program.commands) command.action(() => void (ran = command.name()));
      const [, name = "", ...rest] = example.replace(/ [<>].*/, "").split(" ");
      await program.parseAsync([name, ...rest], { from: "user" });
      assert.equal(ran, name, example);
    }
  });

  it("says the same option in the same words, whatever the command", () => {
    const words = new Map<string, Set<string>>();
    for (const command of buildProgram().commands) {
      for (const { flags, description } of command.options) {
        words.set(flags, (words.get(flags) ?? new Set()).add(description));
      }
    }
    // These are of another thing in each command.
    const own = ["--format <format>", "--output <file>", "--verbose", "--dry-run", "--timeout <seconds>", "--all"];
    own.push("--leaked-at <time>", "--repository <name>");
    assert.deepEqual(
      [...words].filter(([flags, texts]) => texts.size > 1 && !own.includes(flags)).map(([flags]) => flags),
      [],
    );
  });

  it("has --json wherever it has --format, and --format wherever a result can be read by a program", () => {
    const has = (flag: string): string[] =>
      buildProgram()
        .commands.filter((command) => command.options.some(({ long }) => long === flag))
        .map((command) => command.name());
    assert.deepEqual(has("--json"), has("--format"));
    // A calendar, a kubeconfig and a baseline have one form; a declaration is a file; a drill is read by people.
    const oneForm = ["baseline", "calendar", "drill", "kubeconfig", "onboard"];
    assert.deepEqual(
      buildProgram()
        .commands.map((command) => command.name())
        .filter((name) => !oneForm.includes(name)),
      has("--format"),
    );
  });

  it("takes --json as --format json, and refuses it beside another format", async () => {
    const formatOf = async (name: string, ...typed: string[]): Promise<unknown> => {
      const program = buildProgram();
      const command = program.commands.find((one) => one.name() === name)!;
      let format: unknown;
      command.action(() => void ({ format } = command.opts<{ format: string }>()));
      const names = command.registeredArguments.filter(({ required }) => required).map((argument) => argument.name());
      await program.parseAsync([name, ...names, ...typed], { from: "user" });
      return format;
    };
    for (const command of buildProgram().commands) {
      const choices = command.options.find(({ long }) => long === "--format")?.argChoices;
      if (choices === undefined) continue;
      const name = command.name();
      assert.equal(await formatOf(name), choices[0], name);
      assert.equal(await formatOf(name, "--json"), "json", name);
      assert.equal(await formatOf(name, "--json", "--format", "json"), "json", name);
      for (const format of choices.filter((one) => one !== "json")) {
        await assert.rejects(formatOf(name, "--format", format, "--json"), {
          name: "UserError",
          message: `--json is short for --format json, and --format ${format} was typed, too. Nothing was done.\nFix: type one of them.`,
        });
      }
    }
    const { status, stdout } = runCli(["inventory", "--json", "--format", "csv"]);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
  });

  it("suggests what was meant by a mistyped command or option", () => {
    const hint = "Fix: --help shows what can be typed.\n";
    const command = runCli(["previw"]);
    assert.equal(command.stderr, `error: unknown command 'previw'\n(Did you mean preview?)\n${hint}`);
    const option = runCli(["inventory", "--liv"]);
    assert.equal(option.stderr, `error: unknown option '--liv'\n(Did you mean --live?)\n${hint}`);
    assert.deepEqual([command.status, option.status], [2, 2]);
  });

  it("prints a page for help and ends with 0, and suggests what was meant where there is none", () => {
    const pages = (...typed: string[]): object => ({ ...runCli(typed) });
    const whole = runCli(["--help"]);
    assert.deepEqual([whole.status, whole.stderr], [0, ""]);
    assert.match(whole.stdout, /^Usage: strongroom \[options\] \[command\]\n/);
    assert.deepEqual(pages("help"), whole);
    assert.deepEqual(pages("-h"), whole);
    assert.deepEqual(pages("help", "help"), whole);
    const report = runCli(["report", "--help"]);
    assert.deepEqual([report.status, report.stderr], [0, ""]);
    assert.match(report.stdout, /^Usage: strongroom report \[options\] <environment>\n/);
    assert.deepEqual(pages("help", "report"), report);
    const unknown = {
      status: 2,
      stdout: "",
      stderr: "error: unknown command 'reprot'\n(Did you mean report?)\nFix: --help shows what can be typed.\n",
    };
    assert.deepEqual([pages("help", "reprot"), pages("reprot", "--help")], [unknown, unknown]);
    const nothing = runCli([]);
    assert.deepEqual([nothing.status, nothing.stdout, nothing.stderr], [2, "", whole.stdout]);
  });

  it("takes --no-color, whatever the command", () => {
    for (const command of buildProgram().commands) {
      const names = command.registeredArguments.filter(({ required }) => required).map((argument) => argument.name());
      command.action(() => undefined).parse([...names, "--no-color"], { from: "user" });
      assert.equal(command.opts<{ color: boolean }>().color, false, command.name());
    }
  });

  it("loads for help nothing but the parser", () => {
    const script = `
      process.argv.splice(1, 0, "bin/strongroom.js");
      process.once("exit", () => {
        const packages = Object.keys(require.cache).flatMap((file) => /node_modules\\/((@[^/]+\\/)?[^/]+)\\//.exec(file)?.[1] ?? []);
        process.stderr.write([...new Set(packages)].join(" "));
      });
      require("./bin/strongroom.js");`;
    for (const args of [["--help"], ["respond", "--help"]]) {
      const { stdout, stderr } = spawnSync(process.execPath, ["-e", script, "--", ...args], {
        cwd: root,
        encoding: "utf8",
      });
      assert.match(stdout, /^Usage: strongroom/);
      assert.equal(stderr, "commander", args.join(" "));
    }
  });
});

describe("progress", () => {
  const erase = "\r\u001b[K";

  it("is a line on a terminal that is gone when the work is done", async () => {
    const written: string[] = [];
    const stream = { isTTY: true, write: (text: string) => written.push(text) };
    assert.equal(await withProgress("Previewing prod", () => Promise.resolve(7), stream), 7);
    await assert.rejects(
      withProgress("Previewing dev", () => Promise.reject(new Error("no")), stream),
      /^Error: no$/,
    );
    assert.deepEqual(written, ["Previewing prod ...", erase, "Previewing dev ...", erase]);
  });

  it("says anew each second what is waited for, and how long", async () => {
    const written: string[] = [];
    const waiting = ["machine", "cluster"];
    const stream = { isTTY: true, write: (text: string) => written.push(text) };
    await withProgress(
      () => `Looking at ${waiting.join(", ")}`,
      async () => {
        waiting.shift();
        while (written.length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
      },
      stream,
    );
    assert.equal(written[0], "Looking at machine, cluster ...");
    assert.match(written[1]!, /^\r\S+Looking at cluster \.\.\. \d+ s$/);
    assert.equal(written.at(-1), erase);
  });

  it("is nothing elsewhere", async () => {
    const stream = { write: () => assert.fail("nobody sees it") };
    assert.equal(await withProgress("Previewing prod", () => Promise.resolve(7), stream), 7);
  });
});
