import { createRequire } from "node:module";
import type { Command } from "commander";
import { environmentArgument, groups, helpFooter, programOption } from "../command-options";
import type * as printing from "../environments/print-kubeconfig";

const load = createRequire(__filename);

/** Adds `strongroom kubeconfig`. */
export function register(program: Command): void {
  const command = program
    .command("kubeconfig")
    .helpGroup(groups.look)
    .description("Print a kubeconfig for an environment's cluster. It holds no credential: the AWS CLI signs in.");
  environmentArgument(command);
  programOption(command);
  helpFooter(command, {
    examples: [
      "strongroom kubeconfig prod > prod.json && KUBECONFIG=prod.json kubectl get configmaps -A -o json | strongroom scan -",
    ],
    status: ["printed", undefined, "an error"],
  }).action((environment: string, options: { program?: string }) => {
    const { printKubeconfig } = load("../environments/print-kubeconfig") as typeof printing;
    printKubeconfig(environment, options);
    process.exitCode = 0;
  });
}
