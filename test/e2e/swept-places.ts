import * as fs from "node:fs";
import * as path from "node:path";
import { podMark, stageMark } from "../../lab/kubelet/leftovers";
import type { Stage } from "../../lab/stage/stage";
import type { Cluster } from "./cluster";
import type { Place } from "./sweep";

/**
 * Where values stand by their nature, below a stage's folder: etcd's data, the keys of the stage itself, and what is mounted
 * into pods.
 */
const owners = /^(etcd|keys|pods\/[^/]+)\//;

/** Every file of a stage, except where values belong. Their bytes as characters, so that any file can be searched. */
export function stageFiles({ directory }: Stage): Place[] {
  return fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .filter((name) => !owners.test(name))
    .map((name) => ({ name, text: fs.readFileSync(path.join(directory, name), "utf8") }));
}

/** Objects of the cluster that everybody may look at, Kubernetes Events among them. */
export async function clusterObjects(cluster: Cluster): Promise<Place[]> {
  const kinds = [
    ["v1", "Event"],
    ["v1", "ConfigMap"],
    ["v1", "Pod"],
    ["v1", "ServiceAccount"],
    ["apps/v1", "Deployment"],
    ["apps/v1", "ReplicaSet"],
    ["external-secrets.io/v1", "ExternalSecret"],
    ["external-secrets.io/v1", "ClusterSecretStore"],
  ] as const;
  const lists = await Promise.all(kinds.map(([apiVersion, kind]) => cluster.objects.list(apiVersion, kind)));
  return lists.map(({ items }, index) => ({ name: `the cluster's ${kinds[index]![1]}s`, text: JSON.stringify(items) }));
}

/** Arguments of every process of this machine, and the variables of the stage's own. Only Linux lets us read them. */
export function processes({ directory }: Stage): Place[] {
  if (!fs.existsSync("/proc/self/cmdline")) return [];
  const others = fs.readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return others.flatMap((pid) => {
    const [commandLine, variables] = [readProcess(pid, "cmdline"), readProcess(pid, "environ")];
    const ours = variables.split("\0").includes(`${stageMark}=${directory}`);
    const places = [{ name: `the arguments of process ${pid}`, text: commandLine }];
    if (!ours || isApplication(commandLine, variables)) return places;
    return [...places, { name: `the variables of ${commandLine.split("\0")[0]}`, text: variables }];
  });
}

/** An application gets its values as variables; the operator's pods do not. */
function isApplication(commandLine: string, variables: string): boolean {
  return variables.includes(`${podMark}=`) && !commandLine.split("\0")[0]!.endsWith("/external-secrets");
}

/** Nothing of a process that has ended, or is somebody else's. */
function readProcess(pid: string, file: "cmdline" | "environ"): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
