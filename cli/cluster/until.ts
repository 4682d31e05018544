import { setTimeout as sleep } from "node:timers/promises";

/** Often enough to be told soon, seldom enough to be no burden. */
const pauseMs = 500;

/** When waiting ends: a moment, in milliseconds as `Date.now()` counts them. */
export type Deadline = number;

/**
 * Asks until there is an answer, or time is up.
 *
 * @param ask Gives the answer, or nothing as long as there is none.
 * @param deadline Asked at least once, even when it has passed.
 * @returns The answer; nothing when time is up.
 */
export async function until<T>(ask: () => Promise<T | undefined>, deadline: Deadline): Promise<T | undefined> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadline) return answer;
    await sleep(Math.min(pauseMs, Math.max(1, deadline - Date.now())));
  }
}
