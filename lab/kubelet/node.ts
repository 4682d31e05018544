import type { CoreV1Api, V1ServiceAccount } from "@kubernetes/client-node";
import type { Addresses } from "./addresses";
import type { Sources } from "./sources";

/** What the pods of one stage share. */
export interface Node {
  core: CoreV1Api;
  /** The stage's folder `pods`. */
  directory: string;
  /** The folder of the stage's executables. */
  clusterParts: string;
  /** The API server, e.g. `https://127.0.0.1:24001`. */
  apiServer: string;
  /** The AWS emulator, e.g. `http://127.0.0.1:24006`. */
  emulator: string;
  /** e.g. `"eu-west-1"`. */
  region: string;
  addresses: Addresses;
  /** The Secrets and ConfigMaps of a namespace. */
  sources(namespace: string): Sources;
  serviceAccount(namespace: string, name: string): V1ServiceAccount | undefined;
  /** Takes one line. No value of a Secret is in it. */
  report(line: string): void;
}
