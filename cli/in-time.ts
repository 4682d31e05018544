import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for an answer as long as it is worth waiting: a client by itself waits as long as the network does.
 *
 * @param seconds The longest that it may take.
 * @param late What is thrown where it takes longer.
 * @param ask Asks. Its signal says that nobody waits any more.
 */
export async function inTime<T>(
  seconds: number,
  late: () => Error,
  ask: (signal: AbortSignal) => Promise<T> | T,
): Promise<T> {
  const over = new AbortController();
  const timeIsUp = sleep(seconds * 1000, undefined, { signal: over.signal }).then(() => {
    throw late();
  });
  const answer = Promise.resolve().then(() => ask(over.signal));
  // Whichever comes second has nobody who waits for it.
  for (const either of [timeIsUp, answer]) either.catch(() => undefined);
  try {
    return await Promise.race([answer, timeIsUp]);
  } finally {
    over.abort();
  }
}
