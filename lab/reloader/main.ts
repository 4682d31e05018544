import { KubeConfig } from "@kubernetes/client-node";
import { readStage, stageName } from "../stage/stage";
import { startReloader } from "./reloader";

/** Runs the stand-in of Reloader on the stage that STRONGROOM_LAB names, until it is told to end. Prints one line per restart. */
export async function main(): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(readStage(stageName()).kubernetes.kubeconfig);
  const report = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
  await startReloader(config, report);
  report("watching Secrets and ConfigMaps");
  const end = (): void => process.exit(0);
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}
