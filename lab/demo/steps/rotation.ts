import { identities } from "../pods";
import { namespace, type Scene } from "../scene";
import type { Expectation, Step } from "../step";

/** A new value, and who is restarted for it. */
export const rotation: Step = {
  title: "4. A rotation reaches exactly its consumers",
  sentence: "One command rotates the entry, and ends when the new value is in the pods that read it.",
  acts: [
    {
      command: ["strongroom", "rotate", "dev", "orders", "apple"],
      input: ({ values }) => ({ APPLE_SHARED_SECRET: values.rotated }),
      shown: /^(?!Deployment .*(: \d+ of |Reloader restarts it|restarting it))/,
      expectations: onlyConsumersAreNew(({ values }) => values.rotated),
    },
    { command: ["kubectl", "get", "pods", "--namespace", namespace], expectations: [] },
  ],
};

/**
 * What holds after a value was replaced.
 *
 * @param value The new one.
 */
export function onlyConsumersAreNew(value: (scene: Scene) => string): Expectation[] {
  return [
    {
      says: "both pods of orders are new, and prove that they hold the new value",
      holds: async ({ before }, scene) => {
        const [former, now] = [identities(before, "orders"), identities(await scene.pods(), "orders")];
        return former.length === 2 && !now.some((pod) => former.includes(pod)) && (await scene.podsHold(value(scene)));
      },
    },
    {
      says: "the pods of catalog are the ones from before",
      holds: async ({ before }, scene) => {
        const [former, now] = [identities(before, "catalog"), identities(await scene.pods(), "catalog")];
        return former.length === 2 && former.join() === now.join();
      },
    },
  ];
}
