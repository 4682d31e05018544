import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as printing from "../environments/print-kubeconfig";

const load = createRequire(__filename);

/** Adds `strongroom kubeconfig`. */
export function register(program: Command): void {
  program
    .command("kubeconfig")
    .description("Print a kubeconfig for an environment's cluster. It holds no credential: the AWS CLI signs in.")
    .argument("<environment>", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .addHelpText(
      "after",
      "\nExample: strongroom kubeconfig prod > prod.json && KUBECONFIG=prod.json kubectl get configmaps -A -o json | strongroom scan -" +
        "\nExit status: 0 printed, 2 an error.",
    )
    .action((environment: string, options: { program?: string }) => {
      const { printKubeconfig } = load("../environments/print-kubeconfig") as typeof printing;
      printKubeconfig(environment, options);
      process.exitCode = 0;
    });
}
