import { namespace } from "../scene";
import type { Step } from "../step";

/** From the entry to running pods. */
export const delivery: Step = {
  title: "3. The pods read it",
  sentence: "External Secrets Operator reads the entry by its own role, and writes the Secret that the pods read.",
  acts: [
    {
      command: [
        ...["kubectl", "annotate", "externalsecret", "orders-secrets", "--namespace", namespace],
        ...["--overwrite", "force-sync=now"],
      ],
      expectations: [],
    },
    {
      command: [
        ...["kubectl", "wait", "externalsecret/orders-secrets", "--namespace", namespace],
        ...["--for", "condition=Ready", "--timeout", "120s"],
      ],
      expectations: [],
    },
    {
      sentence: "Into the Deployment goes what onboard printed. A neighbour, catalog, reads no secret.",
      prepare: (scene) => scene.pasteSnippet(),
      command: ["kubectl", "apply", "--filename", "k8s/deployment.yaml", "--filename", "k8s/catalog.yaml"],
      expectations: [],
    },
    {
      command: [
        ...["kubectl", "rollout", "status", "deployment/orders", "deployment/catalog"],
        ...["--namespace", namespace, "--timeout", "180s"],
      ],
      shown: /successfully rolled out/,
      expectations: [],
    },
    {
      command: ["kubectl", "get", "pods", "--namespace", namespace],
      expectations: [
        {
          says: "both pods of orders prove that they hold the value that was seeded",
          holds: (_, scene) => scene.podsHold(scene.values.seeded),
        },
      ],
    },
  ],
};
