import { existsSync } from "node:fs";
import { join } from "node:path";
import { prepareGiven } from "../given/given";
import { LabError } from "../lab-error";
import { ensureParts } from "../parts/parts";
import { interruption } from "../stage/interruption";
import { isRunning } from "../stage/processes";
import { findStage, type Stage } from "../stage/stage";
import { startStage } from "../stage/start";
import { stopStage } from "../stage/stop";
import { DemoFailure } from "./demo-failure";
import { pauseBetween } from "./pause";
import { play } from "./play";
import { namespace, Scene } from "./scene";
import { Screen } from "./screen";
import { story } from "./story";

/** The demo's own stage: the one that a developer works on stays as it is. */
const name = "demo";

/** What is typed before a command of the lab that means the demo's stage. */
const lab = `STRONGROOM_LAB=${name} npm run lab --`;

/** How the demo is run. */
export interface DemoOptions {
  /** Whether it waits between the steps where somebody watches. */
  pause: boolean;
  /** Whether the stage stays up at the end. */
  keep: boolean;
}

/**
 * Plays the story in this terminal, on a stage of its own, and takes it down.
 *
 * @returns The exit status: 0 where every step did what it says, else 1.
 * @throws LabError when the stage is up already, something to build it with is missing, or it was interrupted.
 */
export async function runDemo({ pause, keep }: DemoOptions): Promise<number> {
  const begin = performance.now();
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  refuseSecond();
  report("A stage of the demo's own comes up: the real engine, API server and operator, and an emulator of AWS.");
  const parts = await ensureParts(report);
  // What a demo left behind that was killed.
  await stopStage(name, () => undefined, { wipe: true });
  const signal = interruption(report, "The demo was not played to its end: it was interrupted.");
  const furnish = (stage: Stage): Promise<void> => prepareGiven(stage);
  try {
    const { stage } = await startStage(name, parts, report, { furnish, signal });
    const scene = await Scene.set(stage, join(stage.directory, "demo"));
    const screen = new Screen((text) => process.stdout.write(text), process.stdout.isTTY && !process.env["NO_COLOR"]);
    const isGood = await tell(scene, screen, pause, signal, report);
    if (!keep) await takeDown(report);
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    if (isGood) screen.heading(`Every step did what it says. It took ${seconds} s.`);
    if (existsSync(scene.report)) screen.sentence(`The report stays: ${scene.report}`);
    screen.sentence(keep ? lookAround(scene) : "The stage and the copy of the program are gone.");
    return isGood ? 0 : 1;
  } catch (error) {
    await takeDown(report);
    throw error;
  }
}

/** Whether every step did what it says. */
async function tell(
  scene: Scene,
  screen: Screen,
  wanted: boolean,
  signal: AbortSignal,
  report: (line: string) => void,
): Promise<boolean> {
  const { stdin: input, stdout: output, env: variables } = process;
  try {
    await play(story, scene, { screen, pause: pauseBetween({ input, output, wanted, variables }, signal), signal });
    return true;
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error;
    report(`\n${error.message}`);
    return false;
  }
}

function refuseSecond(): void {
  if (!findStage(name)?.processes.some(isRunning)) return;
  throw new LabError(
    "The demo's stage is up already: another demo runs, or one was kept or killed. Nothing was changed.\n" +
      `Fix: take it down: ${lab} down --wipe`,
  );
}

async function takeDown(report: (line: string) => void): Promise<void> {
  report("\nTaking down what was made.");
  await stopStage(name, () => undefined, { wipe: true });
}

function lookAround({ program, directory }: Scene): string {
  return [
    "The stage stays up. Look around:",
    `  ${lab} shell -c 'kubectl get externalsecrets,pods --namespace ${namespace}'`,
    `  ${lab} shell -c 'aws secretsmanager list-secrets'`,
    `  ${join(program, "services")}, ${join(directory, "k8s")}, ${join(directory, ".strongroom")}`,
    "Take it down, with everything in it:",
    `  ${lab} down --wipe`,
  ].join("\n");
}
