import type { V1Pod } from "@kubernetes/client-node";
import { programOf } from "./images";

/**
 * What a pod asks for that the lab's kubelet does not do. Such a pod is not started: it would look as if it had worked.
 *
 * @param clusterParts The folder of the stage's executables.
 * @returns One sentence each; none where the pod can run.
 */
export function unsupported(pod: V1Pod, clusterParts: string): string[] {
  const { containers = [], initContainers = [], hostNetwork } = pod.spec ?? {};
  const problems: string[] = [];
  if (initContainers.length > 0) problems.push("init containers");
  if (hostNetwork) problems.push("hostNetwork");
  for (const { name, image, lifecycle, livenessProbe, readinessProbe, startupProbe } of containers) {
    if (programOf(image ?? "", clusterParts) === undefined) problems.push(`the image ${image} of container ${name}`);
    if (lifecycle) problems.push(`the lifecycle hooks of container ${name}`);
    const probes = [livenessProbe, readinessProbe, startupProbe];
    if (probes.some((probe) => probe?.grpc)) problems.push(`the gRPC probe of container ${name}`);
  }
  return problems;
}
