import { createRequire } from "node:module";
import { Command, InvalidArgumentError } from "commander";
import { UserError } from "../cli/user-error";
import type * as accuracy from "./accuracy/program";
import type * as fuzz from "./fuzz/program";
import type * as rotation from "./rotation/program";
import type * as scale from "./scale/program";
import type * as services from "./services/program";
import type * as throughput from "./throughput/program";

const load = createRequire(__filename);
const corpusOption = ["--corpus <dir>", "folder of the corpus (default: $STRONGROOM_CORPUS)"] as const;

/**
 * Runs one of the programs that measure. Each loads what it needs when it runs.
 *
 * @param argv As Node gives it.
 */
export function main(argv: readonly string[]): void {
  buildProgram()
    .parseAsync(argv)
    .catch((error: unknown) => {
      const isMistake = error instanceof UserError || !(error instanceof Error);
      process.stderr.write(
        `${isMistake ? String(error).replace(/^UserError: /, "") : (error.stack ?? error.message)}\n`,
      );
      process.exitCode = 2;
    });
}

function buildProgram(): Command {
  const program = new Command("bench:guard").description(
    "Measures the guard and the way to the pods. The numbers of docs/benchmarks.md come from here.",
  );
  program
    .command("accuracy")
    .description("what the detection finds in a corpus of real ConfigMaps, and what it flags there by mistake")
    .option(...corpusOption)
    .option("--seed <number>", "seed of the values that are made up", wholeNumber, 1)
    .option("--verbose", "also name what was missed and flagged among the lines", false)
    .action((options: accuracy.AccuracyOptions) =>
      (load("./accuracy/program") as typeof accuracy).measureAccuracy(options),
    );
  program
    .command("throughput")
    .description("how fast the corpus is scanned, beside other scanners where they are installed")
    .option(...corpusOption)
    .option("--runs <number>", "runs of each tool", wholeNumber, 5)
    .option("--alone", "measure the detection alone, no process of its own and no other scanner", false)
    .action((options: throughput.ThroughputOptions) =>
      (load("./throughput/program") as typeof throughput).measureThroughput(options),
    );
  program
    .command("scale")
    .description("how long the policy pack takes for stacks of growing size, and how much memory")
    .option("--resources <numbers...>", "sizes of the stacks", wholeNumbers, [100, 1_000, 10_000])
    .option("--runs <number>", "runs of each size", wholeNumber, 3)
    .action((options: scale.ScaleOptions) => (load("./scale/program") as typeof scale).measureScale(options));
  program
    .command("services")
    .description("what environments with a growing number of services cost, beside as many bare resources")
    .option("--services <numbers...>", "numbers of services, growing", wholeNumbers, [10, 100, 1_000])
    .option("--up <numbers...>", "numbers of services that are brought up and deleted again", wholeNumbers, [10, 100])
    .option("--quick", "10 and 100 services, and nothing is brought up", false)
    .option("--no-engine", "this project's own preview alone, without the lab")
    .action((options: services.ServicesOptions) =>
      (load("./services/program") as typeof services).measureServices(options),
    );
  program
    .command("rotation")
    .description(
      "how long a rotated value takes to the pods, and what keeping ExternalSecrets up to date costs, on the lab",
    )
    .option("--rotations <number>", "rotations to time", wholeNumber, 20)
    .option("--external-secrets <numbers...>", "numbers of ExternalSecrets, growing", wholeNumbers, [10, 100, 1_000])
    .action((options: rotation.RotationOptions) =>
      (load("./rotation/program") as typeof rotation).measureRotation(options),
    );
  program
    .command("fuzz")
    .description("looks for a value that makes the detection throw, hang, slow down, or repeat a credential")
    .option("--count <number>", "values to try", wholeNumber, 1_000_000)
    .option("--seed <number>", "seed of the first value; each next one has the next seed", wholeNumber, 1)
    .action((options: fuzz.FuzzOptions) => (load("./fuzz/program") as typeof fuzz).fuzzDetection(options));
  return program;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Wanted a whole number, such as 5.");
  return Number(text);
}

/** Commander hands in the default at first; what is typed replaces it. */
function wholeNumbers(text: string, before: number[] & { typed?: true }): number[] {
  const list = before.typed ? [...before, wholeNumber(text)] : [wholeNumber(text)];
  return Object.assign(list, { typed: true as const });
}
