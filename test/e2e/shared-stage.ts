import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { ensureParts } from "../../lab/parts/parts";
import { prepareGiven } from "../../lab/given/given";
import { stageDirectory } from "../../lab/stage/folders";
import { startStage } from "../../lab/stage/start";
import { stopStage } from "../../lab/stage/stop";
import type { Stage } from "../../lab/stage/stage";

/** A stage of this run's own: one that a developer works on stays as it is. */
const name = `test-${process.pid}`;

let starting: Promise<Stage> | undefined;
let failures = 0;

/** What a test left on the stage for the next one that wants the same. */
interface Left {
  takeDown: () => Promise<void>;
}

let left: Left | undefined;

/** Seconds that the first test of a run may take to bring the stage up on a busy machine. */
export const startSeconds = 300;

/**
 * The stage of this run, with nothing on it that a test has left: the first caller starts it, the end of the run ends it. After a
 * failure it leaves its logs behind and says where.
 *
 * @example before(async function () { this.timeout(startSeconds * 1000); stage = await sharedStage(); });
 */
export async function sharedStage(): Promise<Stage> {
  starting ??= start();
  const stage = await starting;
  await takeOver()?.takeDown();
  return stage;
}

/** Leaves something on the stage: it costs minutes to make, and the next test may want the same. */
export function leaveOnStage(something: Left): void {
  left = something;
}

/** What was left, for whoever goes on with it or takes it down. */
export function takeOver(): Left | undefined {
  const taken = left;
  left = undefined;
  return taken;
}

async function start(): Promise<Stage> {
  await forgetFormerRuns();
  const { stage } = await startStage(name, await ensureParts(say), say);
  await prepareGiven(stage);
  return stage;
}

/** What a failed or interrupted run left behind was there to be looked at until the next run. */
async function forgetFormerRuns(): Promise<void> {
  const folder = dirname(stageDirectory(name));
  const found = existsSync(folder) ? readdirSync(folder) : [];
  const former = found.filter((entry) => /^test-\d+$/.test(entry) && !isAlive(Number(entry.slice("test-".length))));
  await Promise.all(former.map((entry) => stopStage(entry, () => undefined, { wipe: true })));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function say(line: string): void {
  process.stderr.write(`      ${line}\n`);
}

afterEach(function () {
  if (this.currentTest?.state === "failed") failures++;
});

after("the end of the stage", async function () {
  this.timeout(startSeconds * 1000);
  if (starting === undefined) return;
  const stage = await starting.catch(() => undefined);
  await stopStage(name, () => undefined, { wipe: failures === 0 && stage !== undefined });
  if (failures > 0 && stage !== undefined) say(`The stage's logs: ${stage.directory}/logs`);
});
