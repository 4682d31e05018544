import * as fs from "node:fs";
import * as path from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { ask, askKubernetes } from "./ask";
import { kubeconfigFile } from "./keys";
import type { StagePart } from "./part";
import type { Stage } from "./stage";

/**
 * kwok plays the nodes and every pod on them, except the pods that lab/kubelet really runs.
 *
 * @param images Regular expressions of the images that lab/kubelet runs: see {@link leaveOut}.
 */
export function kwok(images: readonly string[]): StagePart {
  const address = (stage: Stage): string => `127.0.0.1:${stage.ports["kwok"]}`;
  return {
    name: "kwok",
    after: ["kube-apiserver"],
    address: (stage) => `http://${address(stage)}`,
    command: (stage) => {
      const config = path.join(stage.directory, "kwok.yaml");
      fs.writeFileSync(config, leaveOut(fs.readFileSync(stage.parts.kwokStages, "utf8"), images));
      return {
        file: path.join(stage.parts.cluster, "kwok"),
        arguments: [
          `--kubeconfig=${kubeconfigFile(stage.directory, "kwok")}`,
          `--config=${config}`,
          "--manage-all-nodes=true",
          "--node-ip=127.0.0.1",
          `--cidr=${stage.ranges.pods}`,
          `--server-address=${address(stage)}`,
        ],
      };
    },
    ready: async (stage) => {
      await ask(`http://${address(stage)}/healthz`);
      await nodesReady(stage);
    },
  };
}

interface NodeList {
  items: { metadata: { name: string }; status?: { conditions?: { type: string; status: string }[] } }[];
}

async function nodesReady(stage: Stage): Promise<void> {
  const { items } = await askKubernetes<NodeList>(stage, "/api/v1/nodes");
  const waiting = items.filter(({ status }) => !status?.conditions?.some(isReady)).map(({ metadata }) => metadata.name);
  if (items.length === 0) throw new Error("there are no nodes");
  if (waiting.length > 0) throw new Error(`not ready yet: ${waiting.join(", ")}`);
}

function isReady({ type, status }: { type: string; status: string }): boolean {
  return type === "Ready" && status === "True";
}

interface KwokStage {
  spec: { resourceRef: { kind: string }; selector: { matchExpressions: object[] } };
}

/**
 * Makes kwok's pod stages pass over the pods that lab/kubelet runs.
 *
 * @param stages kwok's stages, as YAML documents.
 * @param images Regular expressions. A pod with a container of such an image is run by lab/kubelet as a whole.
 * @example leaveOut(stages, ["(^|/)external-secrets(:|@|$)"])
 */
export function leaveOut(stages: string, images: readonly string[]): string {
  // In jq, as kwok's selectors are written. A JSON string is a jq string.
  const tests = images.map((image) => `test(${JSON.stringify(image)})`).join(" or ");
  const others = { key: `.spec.containers | any(.image | ${tests})`, operator: "NotIn", values: ["true"] };
  return parseAllDocuments(stages)
    .map((document) => document.toJS() as KwokStage | null)
    .filter((stage) => stage !== null)
    .map((stage) => {
      if (stage.spec.resourceRef.kind === "Pod") stage.spec.selector.matchExpressions.push(others);
      return stringify(stage);
    })
    .join("---\n");
}
