import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import { LabError } from "../lab-error";

/** Prints a line with the time. */
export function report(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}

/**
 * The API server as the pod's own service account.
 *
 * @throws LabError when KUBECONFIG names no file. The user's own configuration is never taken: it leads to a real cluster.
 */
export function podConfig(): KubeConfig {
  const kubeconfig = process.env["KUBECONFIG"];
  if (!kubeconfig) {
    throw new LabError("KUBECONFIG is not set.\nFix: let lab/kubelet run it, by: npm run lab -- pulumi up");
  }
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const { users } = parse(readFileSync(kubeconfig, "utf8")) as { users: { user: { tokenFile: string } }[] };
  // The client knows a token's file only as it finds one in a real pod, and reads that again when the token was refreshed.
  const authProvider = { name: "tokenFile", config: { tokenFile: users[0]!.user.tokenFile } };
  config.users = [{ name: config.users[0]!.name, authProvider }];
  return config;
}

/**
 * Answers probes: 200 for every path that is known, once it is ready.
 *
 * @param port On the pod's address.
 * @param pages Path to whether it may say yes.
 */
export function answerProbes(port: number, pages: Readonly<Record<string, () => boolean>>, host?: string): void {
  createServer((request, response) => {
    const page = pages[request.url ?? ""];
    response.writeHead(page === undefined ? 404 : page() ? 200 : 503).end();
  }).listen({ port, ...(host !== undefined && { host }) });
}

/** Ends the process when it is told to, after what is left to do. */
export function endWhenTold(finish: () => Promise<unknown>): void {
  const end = (): void => void finish().finally(() => process.exit(0));
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}
