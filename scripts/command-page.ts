import type { Command } from "commander";
import { buildProgram } from "../cli/main";
import { table } from "../report/markdown";

/** Columns of the help that is shown. */
const columns = 100;

/** The page of the command line: what --help says of each command, word for word. */
export function commandPage(): { file: string; text: string } {
  const program = buildProgram();
  const rows = program.commands.map((command) => [
    `[${command.name()}](#strongroom-${command.name()})`,
    command.description(),
  ]);
  return {
    file: "docs/commands.md",
    text: [
      "# The command line",
      "From a checkout a command is typed behind `npx strongroom`, and `npm start` is `npx strongroom preview`. This page is what `--help` says.",
      "## What all commands have in common",
      common,
      "## Exit statuses",
      statuses,
      "## Commands",
      table(["command", "what it does"], rows),
      ...program.commands.flatMap((command) => [
        `### strongroom ${command.name()}`,
        `\`\`\`text\n${helpOf(command).trim()}\n\`\`\``,
      ]),
      "",
    ].join("\n\n"),
  };
}

const common = [
  "- `--format` says how the result is written, and `--json` is short for `--format json`; beside another format it is refused. Each JSON document has a version and a schema: [json.md](json.md). It is alone on standard output; what is meant for people goes to standard error then. On an error, status 2, there is none.",
  "- Colours and progress are shown on a terminal alone. `NO_COLOR=1` or `--no-color` turns colours off.",
  "- `--verbose` of a command that asks AWS or a cluster says each call with its status and request id on standard error, and neither what was sent nor what was answered: it can be shown to others.",
  "- Every error says what is wrong, whether something was changed, and the fix. No message holds a value of a secret.",
  "- A command or option that is mistyped is refused, with the one that was probably meant.",
].join("\n");

const statuses = table(
  ["status", "meaning"],
  [
    ["0", "clean, or done"],
    [
      "1",
      "something is to be done, and the output says what: a mandatory rule is violated, a rotation is overdue, a value is missing, a step failed",
    ],
    ["2", "an error: wrong input, no credentials, no answer. Its message carries the fix"],
  ],
);

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => columns }).outputHelp();
  return text;
}
