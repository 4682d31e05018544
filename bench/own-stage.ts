import { prepareGiven } from "../lab/given/given";
import { ensureParts } from "../lab/parts/parts";
import type { Stage } from "../lab/stage/stage";
import { startStage } from "../lab/stage/start";
import { stopStage } from "../lab/stage/stop";

/** A stage of the lab that a measurement has to itself. */
export interface OwnStage {
  stage: Stage;
  /** Ends the stage, and deletes it. */
  end: () => Promise<void>;
}

/**
 * Starts a stage with what an environment has before Strongroom: the one that somebody works on stays as it is.
 *
 * @param what Begins its name, e.g. `"services"`.
 * @param report Takes lines of progress.
 * @param furnish Brings it to where the measurement begins. Where it fails, the stage ends. Default: nothing.
 */
export async function startOwnStage(
  what: string,
  report: (line: string) => void,
  furnish: (stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<OwnStage> {
  const name = `${what}-${process.pid}`;
  const end = async (): Promise<void> => void (await stopStage(name, () => undefined, { wipe: true }));
  try {
    const { stage } = await startStage(name, await ensureParts(report), report);
    await prepareGiven(stage);
    await furnish(stage);
    return { stage, end };
  } catch (error) {
    await end();
    throw error;
  }
}
