import * as fs from "node:fs";
import * as path from "node:path";
import type { V1Container, V1Pod } from "@kubernetes/client-node";
import type { Launch } from "./container";
import { resolveEnvironment } from "./environment";
import type { Place } from "./fields";
import { programOf } from "./images";
import { podKubeconfig } from "./kubeconfig";
import { podMark, stageMark } from "./leftovers";
import type { Node } from "./node";
import { emulatorVariables, identityMount, identityVolume, podIdentity } from "./pod-identity";
import { commandLine, inSandbox, mountedFolders, type Sandbox } from "./sandbox";

/** Where Kubernetes puts a service account's token, in a pod. */
const accountMount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A pod on its node. */
export interface PodPlace extends Place {
  pod: V1Pod;
  node: Node;
  /** The pod's folder. */
  directory: string;
}

/** The folder of a volume. */
export function volumeFolder(directory: string, volume: string): string {
  return path.join(directory, "volumes", volume);
}

/**
 * What a container's process is started with: its command, and exactly the variables that it has in a cluster, those of the
 * image and of the lab included. Nothing of this process's own environment is passed on.
 *
 * @throws NotYet when a Secret, a ConfigMap or a key is missing.
 */
export function launchOf(container: V1Container, place: PodPlace): Launch {
  const { pod, node, directory } = place;
  const { namespace = "", name = "" } = pod.metadata ?? {};
  const program = programOf(container.image ?? "", node.clusterParts)!;
  const sandbox = sandboxOf(container, place);
  const account = node.serviceAccount(namespace, pod.spec?.serviceAccountName ?? "default");
  const { variables, written } = resolveEnvironment(pod, container, node.sources(namespace), place);
  const url = new URL(node.apiServer);
  const all: Record<string, string> = {
    PATH: ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].join(path.delimiter),
    HOSTNAME: name,
    // The user's own folder holds real accounts and clusters: nothing in a pod may find them.
    HOME: directory,
    KUBERNETES_SERVICE_HOST: url.hostname,
    KUBERNETES_SERVICE_PORT: url.port,
    [podMark]: place.podIP,
    LAB_POD_NAMESPACE: namespace,
    // Whoever stops the stage finds by it what belongs to it.
    [stageMark]: process.env[stageMark] ?? "",
    ...emulatorVariables(node.emulator),
    ...podIdentity(account, node.region)?.variables,
    ...accountVariables(container, place, sandbox),
    ...variables,
  };
  // A path or a port that the pod's author wrote; what comes out of a Secret is nobody's to change.
  for (const key of [...written, "AWS_WEB_IDENTITY_TOKEN_FILE"]) {
    if (all[key] !== undefined) all[key] = inSandbox(all[key], sandbox);
  }
  return {
    command: commandLine(container, program, all, sandbox),
    variables: all,
    directory: program.workingDirectory ?? directory,
  };
}

/** What stands here in place of the pod's network and of what the container mounts. */
export function sandboxOf(container: V1Container, { pod, node, directory, podIP }: PodPlace): Sandbox {
  const folders = mountedFolders(container, (volume) => volumeFolder(directory, volume));
  const { namespace = "" } = pod.metadata ?? {};
  const account = node.serviceAccount(namespace, pod.spec?.serviceAccountName ?? "default");
  const identity: Record<string, string> = podIdentity(account, node.region)
    ? { [identityMount]: volumeFolder(directory, identityVolume) }
    : {};
  return { podIP, folders: { ...identity, ...folders } };
}

/** The way to the API server as the pod's own service account, for a container that has its token. */
function accountVariables(container: V1Container, place: PodPlace, sandbox: Sandbox): Record<string, string> {
  const folder = sandbox.folders[accountMount];
  if (folder === undefined) return {};
  const file = path.join(place.directory, `${container.name}.kubeconfig`);
  const authority = path.join(folder, "ca.crt");
  const { namespace = "" } = place.pod.metadata ?? {};
  const text = podKubeconfig(place.node.apiServer, authority, path.join(folder, "token"), namespace);
  fs.writeFileSync(file, text, { mode: 0o600 });
  return { KUBECONFIG: file };
}
