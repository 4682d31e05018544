import { kubeconfig } from "../../components/model/kubeconfig";
import { loadProgram } from "../load-program";
import { print } from "../print";

/**
 * Prints a kubeconfig for the cluster of an environment. It holds no credential: `aws eks get-token` signs in as whoever uses it.
 *
 * @param environment For example `"prod"`.
 * @throws UserError for a stack file that is wrong.
 */
export function printKubeconfig(environment: string, options: { program?: string }): void {
  const { cluster, region } = loadProgram(environment, options.program).environment;
  print(kubeconfig(cluster, region));
}
