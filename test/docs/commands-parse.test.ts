import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Command, CommanderError } from "commander";
import { buildProgram as buildStrongroom } from "../../cli/main";
import { buildProgram as buildLab } from "../../lab/main";
import { allPages, root, writtenPages } from "./pages";
import { commandsIn, type OwnCommand, ownCommand, typedIn } from "./typed";

const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const build = { strongroom: buildStrongroom, lab: buildLab };

/** What the real parser has against a command line, or nothing. Nothing is carried out. */
function refusal({ parser, arguments: words }: OwnCommand): CommanderError | undefined {
  const program = build[parser]();
  const silence = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    command.commands.forEach(silence);
  };
  silence(program);
  try {
    program.parse(words, { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : error;
  }
}

/** The refusals of a piece of shell's own commands, each with the command. */
function refusals(shell: string): { command: OwnCommand; error: CommanderError }[] {
  return commandsIn(shell).flatMap((words) => {
    const command = ownCommand(words, scripts);
    const error = command && refusal(command);
    return command && error ? [{ command, error }] : [];
  });
}

describe("commands that the pages show", function () {
  this.timeout(120_000);

  it("are such that the command line takes: a renamed command or option breaks its page", () => {
    const problems: string[] = [];
    let parsed = 0;
    for (const { file, blocks } of allPages()) {
      for (const block of blocks) {
        const typed = typedIn(block);
        if (typed === undefined || !/\b(npx strongroom|npm (start|run))\b/.test(typed)) continue;
        parsed += 1;
        for (const { command, error } of refusals(typed)) {
          problems.push(`${file}:${block.line}: ${command.arguments.join(" ")}: ${error.message}`);
        }
      }
    }
    assert.deepEqual(problems, []);
    assert.ok(parsed > 25, `only ${parsed} blocks were read`);
  });

  it("are such in prose, too, where a command may stand without its arguments", () => {
    const problems: string[] = [];
    let parsed = 0;
    for (const { file, spans } of writtenPages()) {
      for (const span of spans.filter((one) => /^(npx strongroom|strongroom|npm (start|run)) /.test(one))) {
        parsed += 1;
        // A name to be chosen may stand in angle brackets, which bash would take for a redirection.
        for (const { error } of refusals(span.replace(/<(\w+)>/g, "$1"))) {
          if (error.code !== "commander.missingArgument") problems.push(`${file}: \`${span}\`: ${error.message}`);
        }
      }
    }
    assert.deepEqual(problems, []);
    assert.ok(parsed > 30, `only ${parsed} commands were read`);
  });

  it("are told from what bash takes apart, and refused for what they get wrong", () => {
    const shell = 'jq ".a | b" <<<"{}" |\n  npx strongroom seed dev "a b" --replase # words\nnpm start -- --all';
    assert.deepEqual(commandsIn(shell).sort(), [
      ["jq", ".a | b"],
      ["npm", "start", "--", "--all"],
      ["npx", "strongroom", "seed", "dev", "a b", "--replase"],
    ]);
    assert.deepEqual(
      refusals(shell).map(({ error }) => error.code),
      ["commander.unknownOption"],
    );
    assert.equal(refusals("npx strongroom sed dev")[0]!.error.code, "commander.unknownCommand");
    assert.equal(refusals("npx strongroom preview --format yaml")[0]!.error.code, "commander.invalidArgument");
    assert.equal(refusals("npm run lab -- pulumi up --anything").length, 0);
    assert.throws(() => refusals("npm run nothing"), { message: 'package.json has no script "nothing"' });
  });
});
