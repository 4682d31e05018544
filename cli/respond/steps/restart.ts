import type { Cluster } from "../../cluster/cluster";
import { restartConsumers } from "../../cluster/restart-consumers";
import { type Consumer, consumerTitle } from "../../cluster/workloads";
import { UserError } from "../../user-error";
import type { Context, Step } from "../step";

/** Restarts workloads that hold temporary credentials, so that they take new ones. */
export function restartStep(consumers: readonly Consumer[]): Step<Context & { cluster: Cluster }> {
  return {
    id: "restart",
    phase: "rotate",
    title: "Restart what holds sessions",
    describe: () => [
      `Restart, and wait for the rollout: ${consumers.map(consumerTitle).join(", ") || "nobody in the cluster; restart what else takes the role"}.`,
    ],
    prepare: () => Promise.resolve({ since: new Date().toISOString() }),
    run: async ({ cluster, patience, say }, { since = "" }) => {
      const options = { changedAt: new Date(since), deadline: Date.now() + patience, say };
      const restarted = await restartConsumers(cluster, consumers, options);
      const late = restarted.filter(({ isDone }) => !isDone);
      if (late.length === 0) return { restarted: consumers.map(consumerTitle).join(", ") };
      throw new UserError(
        late.map(({ consumer, progress }) => `${consumerTitle(consumer)} is not out yet: ${progress}.`).join("\n") +
          "\nFix: look at its pods; then run this again.",
      );
    },
  };
}
