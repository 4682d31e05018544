import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One place of the operator's source that is changed. */
interface Patch {
  /** Path within the operator's module. */
  file: string;
  /** Text that stands there once. */
  find: string;
  /** What is put after it. */
  add: string;
}

/**
 * What a pod's sandbox tells the operator, and a process of the lab has to be told by its environment (lab/kubelet sets it):
 * - The namespace to elect a leader in. controller-runtime reads it from a file at a path that is compiled in, below
 *   /var/run/secrets, which only root could write.
 * - The address to listen on. The webhook's server takes a port and no address; on a real node each pod has a network of its own.
 *
 * Unset, both are empty, and the operator behaves as it was published.
 */
export const operatorPatches: Patch[] = [
  {
    file: "cmd/controller/root.go",
    find: `LeaderElectionID: "external-secrets-controller",`,
    add: `LeaderElectionNamespace: os.Getenv("LAB_POD_NAMESPACE"),`,
  },
  {
    file: "cmd/controller/certcontroller.go",
    find: `LeaderElectionID:       "crd-certs-controller",`,
    add: `LeaderElectionNamespace: os.Getenv("LAB_POD_NAMESPACE"),`,
  },
  {
    file: "cmd/controller/webhook.go",
    find: `Port:    port,`,
    add: `Host: os.Getenv("LAB_POD_IP"),`,
  },
];

/**
 * Changes a copy of the operator's source.
 *
 * @param folder The copy of the module.
 * @throws Error when a place is not there, or more than once: the operator's version moved.
 */
export function patchOperator(folder: string): void {
  for (const { file, find, add } of operatorPatches) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    const pieces = text.split(find);
    if (pieces.length !== 2) {
      throw new Error(
        `${file} of the operator holds ${JSON.stringify(find)} ${pieces.length - 1} times, and once was wanted.\n` +
          "Fix: read how that version elects its leader and listens, and bring lab/parts/operator-patches.ts up to date.",
      );
    }
    writeFileSync(path, pieces.join(`${find}\n${add}\n`));
  }
}
