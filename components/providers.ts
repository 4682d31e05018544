import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import type { ProviderResource } from "@pulumi/pulumi";
import type { Environment } from "./model/environment";
import { kubeconfig } from "./model/kubeconfig";

/**
 * The providers of an environment: AWS refuses every account but this one, Kubernetes talks to this cluster only. No
 * resource can fall back to whatever the shell happens to point at.
 *
 * @param environment The validated stack configuration.
 * @returns Providers for the options of every component.
 */
export function createProviders({ account, region, cluster }: Environment): ProviderResource[] {
  return [
    new AwsProvider("aws", { region, allowedAccountIds: [account] }),
    new KubernetesProvider("cluster", { kubeconfig: kubeconfig(cluster, region), enableServerSideApply: true }),
  ];
}
