import assert from "node:assert/strict";
import type { Stage } from "../../lab/stage/stage";

/** What the emulator answers instead of doing its work: lab/emulator/control.py. */
export interface Fault {
  status: number;
  /** Default: every service. */
  service?: string;
  /** Default: every action. */
  action?: string;
  /** How long. */
  seconds: number;
}

/** Begins a fault. */
export async function beginFault(stage: Stage, fault: Fault): Promise<void> {
  const answer = await fetch(`${stage.aws.endpoint}/lab/faults`, { method: "POST", body: JSON.stringify(fault) });
  assert.equal(answer.status, 200);
}

/** Ends every fault. */
export async function endFaults(stage: Stage): Promise<void> {
  const answer = await fetch(`${stage.aws.endpoint}/lab/faults`, { method: "DELETE" });
  assert.equal(answer.status, 200);
}
