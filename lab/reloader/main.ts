import { KubeConfig } from "@kubernetes/client-node";
import { LabError } from "../lab-error";
import { startReloader } from "./reloader";

/**
 * Runs the stand-in of Reloader until it is told to end. Prints one line per restart.
 *
 * @throws LabError when KUBECONFIG names no file. The user's own configuration is never taken: it leads to a real cluster.
 */
export async function main(): Promise<void> {
  const kubeconfig = process.env["KUBECONFIG"];
  if (!kubeconfig) {
    throw new LabError("KUBECONFIG is not set.\nFix: start the reloader with the stage, by: npm run lab -- up");
  }
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const report = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
  await startReloader(config, report);
  report("watching Secrets and ConfigMaps");
  const end = (): void => process.exit(0);
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}
