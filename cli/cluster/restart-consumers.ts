import type { Cluster } from "./cluster";
import { type Deadline, until } from "./until";
import { type Consumer, type Rollout, consumerTitle, podsFromBefore, restart, rolloutOf } from "./workloads";

/** How long Reloader is given to begin a restart before the command does it: its own reaction takes seconds. */
const reloaderMs = 15_000;

/** What became of a consumer. */
export interface Restarted {
  consumer: Consumer;
  /**
   * Who restarted it: `reloader`, or whoever else changed it meanwhile; `command`, this one; `nobody`, because its pods are newer
   * than the value, or because it is not restarted at all (`Consumer.comes`).
   */
  by: "reloader" | "command" | "nobody";
  /** Whether every pod that it wants has the new value and is available. */
  isDone: boolean;
  /** How the rollout stands, e.g. `"1 of 3 new, 2 available"`. */
  progress: string;
}

/** What restarting needs to know. */
export interface RestartOptions {
  /** When the Secret that the pods read was last changed. Pods that began later hold its values. */
  changedAt: Date;
  deadline: Deadline;
  /** Told what happens, line by line. */
  say: (line: string) => void;
}

/**
 * Brings consumers to a Secret's new values, each exactly once, and waits until they are available: one that Reloader restarts
 * is left to it, and one whose pods are newer than the Secret is left alone. So it may be called again after an interruption.
 *
 * @param consumers As they were before the Secret changed: `consumersOf`.
 * @returns One for each, in the order given.
 * @throws UserError when the cluster refuses, or does not answer.
 */
export function restartConsumers(
  cluster: Cluster,
  consumers: readonly Consumer[],
  options: RestartOptions,
): Promise<Restarted[]> {
  return Promise.all(consumers.map((consumer) => restartOne(cluster, consumer, options)));
}

async function restartOne(cluster: Cluster, consumer: Consumer, options: RestartOptions): Promise<Restarted> {
  if (consumer.comes !== "restart") return { consumer, by: "nobody", isDone: true, progress: "is not restarted" };
  const { changedAt, say } = options;
  const title = consumerTitle(consumer);
  // Somebody may have begun already: Reloader, or a run of this command that was interrupted.
  await settle(cluster, consumer, options);
  let by: Restarted["by"] = (await hasChanged(cluster, consumer)) ? "reloader" : "nobody";
  if (await hasOldPods(cluster, consumer, options)) {
    if (consumer.hasReloader && by === "nobody" && (await reloaderBegins(cluster, consumer, options))) by = "reloader";
    if (by === "reloader") await settle(cluster, consumer, options);
    if (await hasOldPods(cluster, consumer, options)) {
      say(`${title}: restarting it.`);
      // The moment of the Secret and not of now: told twice, by two runs of a command, it restarts once.
      await restart(cluster, consumer, changedAt);
      by = "command";
    }
  }
  if (by === "reloader") say(`${title}: Reloader restarts it.`);
  const { isDone, progress } = await waitForRollout(cluster, consumer, options);
  return { consumer, by, isDone, progress };
}

/**
 * Waits until every pod that a consumer wants is there, available and of its newest template.
 *
 * @param options When waiting ends, and who is told of progress.
 */
export function waitForRollout(
  cluster: Cluster,
  consumer: Consumer,
  options: Pick<RestartOptions, "deadline" | "say">,
): Promise<Rollout> {
  return waitFor(cluster, consumer, options, ({ isDone }) => isDone);
}

/** Waits until no pods are being replaced. One whose pods do not come up, and that nobody replaces, is not waited for. */
async function settle(cluster: Cluster, consumer: Consumer, options: RestartOptions): Promise<void> {
  await waitFor(cluster, consumer, options, ({ isRolling }) => !isRolling);
}

async function waitFor(
  cluster: Cluster,
  consumer: Consumer,
  { deadline, say }: Pick<RestartOptions, "deadline" | "say">,
  isReached: (rollout: Rollout) => boolean,
): Promise<Rollout> {
  let last: Rollout | undefined;
  await until(async () => {
    const now = await rolloutOf(cluster, consumer);
    if (!isReached(now) && now.progress !== last?.progress) say(`${consumerTitle(consumer)}: ${now.progress}`);
    last = now;
    return isReached(now) || undefined;
  }, deadline);
  return last!;
}

async function hasChanged(cluster: Cluster, consumer: Consumer): Promise<boolean> {
  return (await rolloutOf(cluster, consumer)).generation !== consumer.generation;
}

/** Pods of the very second in which the Secret changed are new ones where something has rolled since. */
async function hasOldPods(cluster: Cluster, consumer: Consumer, { changedAt }: RestartOptions): Promise<boolean> {
  const sameSecond = !(await hasChanged(cluster, consumer));
  return (await podsFromBefore(cluster, consumer, changedAt, sameSecond)).length > 0;
}

async function reloaderBegins(
  cluster: Cluster,
  consumer: Consumer,
  { changedAt, deadline }: RestartOptions,
): Promise<boolean> {
  const patience = Math.min(deadline, changedAt.getTime() + reloaderMs);
  return (await until(async () => (await hasChanged(cluster, consumer)) || undefined, patience)) === true;
}
