import { namespace } from "../scene";
import type { Act, Step } from "../step";

const applied: Act["command"] = ["kubectl", "apply", "--filename", "k8s/configmap.yaml"];

/** A credential in a ConfigMap, at preview and at the cluster's door. */
export const incident: Step = {
  title: "1. The incident, blocked twice",
  sentence:
    "An Apple shared secret stood in a ConfigMap for thirteen months, unseen. The guard blocks that program at preview.",
  acts: [
    {
      command: ["strongroom", "preview", "--program", "examples/incident"],
      status: 1,
      expectations: [
        {
          says: "the preview is blocked, and names the key",
          holds: ({ text }) =>
            /^Guard: blocked\. 1 mandatory violation\./m.test(text) && text.includes('data["APPLE_SHARED_SECRET"]'),
        },
      ],
    },
    {
      sentence: "A kubectl apply passes no preview. The cluster's own policy refuses it at the door.",
      // An API server takes a moment to compile a policy: until then it lets everything in.
      awaits: {
        says: "the API server judges ConfigMaps",
        holds: async (_, scene) => !(await scene.wouldApply("configmap")),
      },
      command: applied,
      status: 1,
      expectations: [
        {
          says: "it is refused, and the message names the key",
          holds: ({ text }) => /ValidatingAdmissionPolicy .* denied request: .*APPLE_SHARED_SECRET/.test(text),
        },
        {
          says: "the ConfigMap is not in the cluster",
          holds: async (_, scene) => !(await scene.exists("configmap", "orders", namespace)),
        },
      ],
    },
  ],
};
