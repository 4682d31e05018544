import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Command } from "commander";
import type * as given from "../given/given";
import type * as parts from "../parts/parts";
import type * as folders from "../stage/folders";
import type { Stage } from "../stage/stage";
import type * as interrupted from "../stage/interruption";
import type * as start from "../stage/start";

const load = createRequire(__filename);

/** Adds `up`. */
export function register(program: Command): void {
  program
    .command("up")
    .description("Bring the stage up, or start again what has ended of it. The first time builds its parts.")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  npm run lab -- up\n" +
        "  STRONGROOM_LAB=second npm run lab -- up   a stage beside the first\n" +
        "\nBuilding needs Go and Python 3 and takes about 20 minutes on two cores, once; after that it takes seconds.\n" +
        "Ctrl-C ends what was started.\n" +
        "Exit status: 0 it is up, 2 an error.",
    )
    .action(up);
}

async function up(): Promise<void> {
  const { stageName } = load("../stage/folders") as typeof folders;
  const { progressLine, startStage } = load("../stage/start") as typeof start;
  const { interruption } = load("../stage/interruption") as typeof interrupted;
  const { ensureParts } = load("../parts/parts") as typeof parts;
  const { prepareGiven } = load("../given/given") as typeof given;
  const name = stageName();
  const begin = performance.now();
  const report = (line: string): void => void process.stderr.write(`${line}\n`);

  const built = await ensureParts(report);
  const furnish = async (stage: Stage): Promise<void> => {
    const begun = performance.now();
    await prepareGiven(stage);
    report(progressLine("what is given", begun));
  };
  const signal = interruption(report, "The stage was not brought up: it was interrupted.");
  const { stage, parts: started } = await startStage(name, built, report, { furnish, signal });

  const all = started.length === stage.processes.length;
  const what = all ? "is up" : started.length > 0 ? `is whole again: ${started.join(", ")}` : "was up already";
  process.stdout.write(
    `The stage "${name}" ${what} (${((performance.now() - begin) / 1000).toFixed(1)} s).\n` +
      `  API server    ${stage.kubernetes.url}\n` +
      `  AWS emulator  ${stage.aws.endpoint}\n` +
      (started.includes("emulator") ? forgotten(stage) : "") +
      "Next: npm run lab -- pulumi up --stack dev, or npm run lab -- shell\n",
  );
}

/** Said where the engine remembers what the emulator has forgotten. */
function forgotten({ directory }: Stage): string {
  const stacks = join(directory, "state", ".pulumi", "stacks");
  const files = existsSync(stacks) ? readdirSync(stacks, { recursive: true, encoding: "utf8" }) : [];
  const held = files.filter((file) => file.endsWith(".json")).map((file) => readFileSync(join(stacks, file), "utf8"));
  if (!held.some((state) => state.includes('"aws:'))) return "";
  return (
    "The AWS emulator begins empty, and Pulumi remembers what it held.\n" +
    "Fix: type npm run lab -- pulumi refresh --stack dev for each stack, or begin anew with npm run lab -- down --wipe\n"
  );
}
