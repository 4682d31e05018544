import * as path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { LabError } from "../lab-error";
import { egressSocket } from "../stage/egress";
import { region } from "../stage/environment";
import { readStage, stageName } from "../stage/stage";
import { Addresses } from "./addresses";
import { startKubelet } from "./kubelet";

/**
 * Plays kubelet on the stage that STRONGROOM_LAB names, until it is told to end. Prints a line for each pod that comes or goes.
 *
 * @throws LabError when the stage is not up, or KUBECONFIG names no file: the administrator's own is not taken.
 */
export async function main(): Promise<void> {
  const stage = readStage(stageName());
  const kubeconfig = process.env["KUBECONFIG"];
  if (!kubeconfig) {
    throw new LabError("KUBECONFIG is not set.\nFix: start the runner with the stage, by: npm run lab -- up");
  }
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const report = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
  const stop = await startKubelet(config, {
    directory: path.join(stage.directory, "pods"),
    clusterParts: stage.parts.cluster,
    apiServer: stage.kubernetes.url,
    emulator: stage.aws.endpoint,
    region,
    egressSocket: egressSocket(stage.directory),
    addresses: new Addresses(stage.ranges.pods),
    report,
  });
  report("watching pods");
  const end = (): void => void stop().then(() => process.exit(0));
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}
