import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { LabError } from "../lab-error";
import { isRunning } from "./processes";
import { findStage, stageDirectory, type Stage } from "./stage";

const pairs = 60;

/**
 * Where Services and pods have their addresses. They are inside 127.0.0.0/8, because with the usual ranges the API server's
 * calls to a webhook would leave the machine. Stages run beside each other, and what lab/kubelet runs listens on its pod's
 * address, so no two stages that run have the same: the name says where to begin to look for a free pair.
 *
 * @param name The stage, e.g. `"default"`.
 * @param others The stages that run beside it.
 * @throws LabError when there are 60 of them.
 */
export function chooseRanges(name: string, others: readonly Pick<Stage, "ranges">[]): Stage["ranges"] {
  const begin = createHash("sha256").update(name).digest().readUInt16BE();
  const taken = new Set(others.map(({ ranges }) => ranges.pods));
  for (let tried = 0; tried < pairs; tried++) {
    const pair = 2 * ((begin + tried) % pairs);
    const ranges = { services: `127.${100 + pair}.0.0/16`, pods: `127.${101 + pair}.0.0/16` };
    if (!taken.has(ranges.pods)) return ranges;
  }
  throw new LabError(
    `${pairs} stages run, and there are no addresses for another.\nFix: npm run lab -- down, for one of them.`,
  );
}

/** The stages of which a process runs, other than the one of that name. */
export function runningStages(name: string): Stage[] {
  const folder = path.dirname(stageDirectory(name));
  return fs.readdirSync(folder).flatMap((other) => {
    const stage = other === name ? undefined : understood(other);
    return stage?.processes.some(isRunning) ? [stage] : [];
  });
}

/** A stage of another version of the lab cannot be read, and is none of this one's business. */
function understood(name: string): Stage | undefined {
  try {
    return findStage(name);
  } catch {
    return undefined;
  }
}
