import { setTimeout as sleep } from "node:timers/promises";
import { DemoFailure } from "./demo-failure";
import { runCommand } from "./run-command";
import type { Scene } from "./scene";
import type { Screen } from "./screen";
import type { Act, Expectation, Ran, Step } from "./step";

/** Seconds that what a command set off may take until it is so: pods come and go on their own time. */
const patience = 60;

/** Milliseconds between two questions. */
const interval = 250;

/** Lines of a command's output that a failure repeats. */
const repeatedLines = 40;

/** How the story is played. */
export interface Playing {
  screen: Screen;
  /** What is done between two steps: see `pauseBetween`. */
  pause: () => Promise<void>;
  /** Stops it, with its reason. */
  signal: AbortSignal;
}

/**
 * Plays steps on a scene, one after another.
 *
 * @throws DemoFailure when a step did not do what it says.
 */
export async function play(steps: readonly Step[], scene: Scene, playing: Playing): Promise<void> {
  for (const [index, { title, sentence, acts }] of steps.entries()) {
    if (index > 0) await playing.pause();
    playing.screen.heading(title);
    playing.screen.sentence(sentence);
    for (const act of acts) await perform(act, scene, playing);
  }
}

async function perform(act: Act, scene: Scene, { screen, signal }: Playing): Promise<void> {
  act.prepare?.(scene);
  const command = typeof act.command === "function" ? act.command(scene) : act.command;
  const typed = command[0] === "strongroom" ? ["npx", ...command] : command;
  const input = act.input && JSON.stringify(act.input(scene));
  const ran: Ran = { text: "", before: await scene.pods() };
  if (act.awaits !== undefined) await holds(act.awaits, ran, scene, signal, typed);
  if (act.sentence !== undefined) screen.sentence(`\n${act.sentence}`);
  screen.command(typed, input && scene.masked(input));
  const { status, text } = await runCommand(command, {
    directory: scene.directory,
    environment: scene.environment,
    input,
    signal,
    onLine: (line) => show(line, act, scene, screen),
  });
  ran.text = text;
  if (scene.isShownIn(text)) throw failure("no value is printed", typed, ran, scene);
  const { status: wanted = 0 } = act;
  if (status !== wanted) throw failure(`exit status ${wanted}; it was ${status}`, typed, ran, scene);
  for (const expectation of act.expectations) {
    await holds(expectation, ran, scene, signal, typed);
    screen.checked(expectation.says);
  }
}

function show(line: string, { shown }: Act, scene: Scene, screen: Screen): void {
  if (shown === undefined || shown.test(line)) screen.line(scene.masked(line));
  else if (line.trim() !== "") screen.omit();
}

/** Asks until it is so. */
async function holds(
  { says, holds: ask }: Expectation,
  ran: Ran,
  scene: Scene,
  signal: AbortSignal,
  typed: readonly string[],
): Promise<void> {
  const end = Date.now() + patience * 1000;
  for (;;) {
    signal.throwIfAborted();
    const answer = ask(ran, scene);
    if (await answer) return;
    // What does not ask the stage will not become another answer.
    if (typeof answer === "boolean" || Date.now() > end) throw failure(says, typed, ran, scene);
    await sleep(interval);
  }
}

function failure(expected: string, typed: readonly string[], { text }: Ran, scene: Scene): DemoFailure {
  const last = scene.masked(text).split("\n").slice(-repeatedLines);
  const printed = text === "" ? "" : `\nWhat it printed last:\n${last.map((line) => `  ${line}`).join("\n")}`;
  return new DemoFailure(`${typed.join(" ")} did not do what the demo says.\nExpected: ${expected}.${printed}`);
}
