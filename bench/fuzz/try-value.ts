import { detect } from "../../policies/detect/index";
import type { Detection } from "../../policies/detect/types";
import { worked } from "../measured";
import type { FuzzValue } from "./values";

/** What is wrong with the detection of a value. */
export interface Problem {
  kind: "throws" | "slow" | "repeats the credential" | "hangs";
  detail: string;
}

/** Milliseconds of work that a value may take: 50 for a small one, 250 up to 100,000 characters, a second for a million. */
export function allowedMilliseconds(length: number): number {
  return length <= 10_000 ? 50 : length <= 100_000 ? 250 : 1_000;
}

/** Judges a value and checks what must hold for every value, save for the time it took. */
export function tryValue(
  { leaf, planted }: FuzzValue,
  look: (leaf: FuzzValue["leaf"]) => Detection = detect,
): Problem | undefined {
  try {
    const said = JSON.stringify(look(leaf));
    if (planted !== undefined && said.includes(JSON.stringify(planted).slice(1, -1))) {
      return { kind: "repeats the credential", detail: "what it says holds the credential" };
    }
    return undefined;
  } catch (error) {
    const kind = error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : typeof error;
    return { kind: "throws", detail: kind };
  }
}

/** Judges a value and also checks its time. A slow value gets two more chances: the engine may have been collecting garbage. */
export function tryValueInTime(value: FuzzValue): { problem: Problem | undefined; milliseconds: number } {
  const allowed = allowedMilliseconds(value.leaf.value.length);
  let least = Infinity;
  for (let attempt = 0; attempt < 3; attempt++) {
    let problem: Problem | undefined;
    least = Math.min(
      least,
      worked(() => void (problem = tryValue(value))),
    );
    if (problem !== undefined) return { problem, milliseconds: least };
    if (least <= allowed) return { problem: undefined, milliseconds: least };
  }
  const size = `${value.leaf.value.length} characters`;
  return {
    problem: { kind: "slow", detail: `${least.toFixed(0)} ms for ${size}, allowed ${allowed.toFixed(0)} ms` },
    milliseconds: least,
  };
}
