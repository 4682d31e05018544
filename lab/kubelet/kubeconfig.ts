import { stringify } from "yaml";

/**
 * A kubeconfig that acts as a pod's service account. In a real pod a client finds the token and the certificate at a path
 * below /var/run/secrets that is compiled in; here the variable KUBECONFIG leads it to them. The token's file is read again
 * when the token is refreshed.
 *
 * @param tokenFile The file that holds the service account's token.
 */
export function podKubeconfig(
  server: string,
  certificateAuthorityFile: string,
  tokenFile: string,
  namespace: string,
): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "stage", cluster: { server, "certificate-authority": certificateAuthorityFile } }],
    users: [{ name: "pod", user: { tokenFile } }],
    contexts: [{ name: "pod", context: { cluster: "stage", user: "pod", namespace } }],
    "current-context": "pod",
  });
}
