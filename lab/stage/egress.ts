import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";

/** The socket at which lab/kubelet takes the API server's connections into the cluster. */
export function egressSocket(directory: string): string {
  return path.join(directory, "egress.sock");
}

/**
 * Tells the API server to reach webhooks and pods by way of lab/kubelet: their addresses exist in the cluster only.
 *
 * @param directory The stage's folder.
 * @returns The file that was written.
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/
 */
export function writeEgressSelection(directory: string): string {
  const file = path.join(directory, "egress.yaml");
  const transport = { uds: { udsName: egressSocket(directory) } };
  fs.writeFileSync(
    file,
    stringify({
      apiVersion: "apiserver.k8s.io/v1beta1",
      kind: "EgressSelectorConfiguration",
      egressSelections: [{ name: "cluster", connection: { proxyProtocol: "HTTPConnect", transport } }],
    }),
  );
  return file;
}
