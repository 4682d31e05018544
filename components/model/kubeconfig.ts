import type { ClusterConfig } from "./environment";

/**
 * A kubeconfig that signs in as whoever runs Pulumi: `aws eks get-token` makes a short-lived token from the AWS identity at
 * hand, so that no key is stored anywhere. The AWS CLI must be on the PATH of an update; a preview of names does not need it.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
 */
export function kubeconfig(cluster: ClusterConfig, region: string): string {
  const { name, endpoint, certificateAuthority } = cluster;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": certificateAuthority } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: ["eks", "get-token", "--cluster-name", name, "--region", region, "--output", "json"],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
