import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { region } from "./environment";

/**
 * Who may speak to the API server, and as whom. Every part has a token and a user of its own. The groups and users that begin
 * with `system:` have their rights from Kubernetes; those of the others stand in manifests/roles.yaml.
 */
const users = {
  administrator: { user: "administrator", group: "system:masters" },
  "kube-controller-manager": { user: "system:kube-controller-manager" },
  "kube-scheduler": { user: "system:kube-scheduler" },
  kwok: { user: "lab:kwok" },
  kubelet: { user: "lab:kubelet" },
};

/** A part that speaks to the API server. */
export type ApiUser = keyof typeof users;

/** The kubeconfig of one user of the stage. */
export function kubeconfigFile(directory: string, user: ApiUser): string {
  return path.join(directory, "keys", `${user}.kubeconfig`);
}

/** The files that hold a stage's keys. */
export function keyFiles(directory: string) {
  const keys = path.join(directory, "keys");
  return {
    serviceAccountKey: path.join(keys, "service-accounts.key"),
    serviceAccountPublicKey: path.join(keys, "service-accounts.pub"),
    tokens: path.join(keys, "tokens.csv"),
    administratorToken: path.join(keys, "administrator.token"),
    /** The API server makes its own certificate here at its first start. */
    apiServerCertificates: path.join(keys, "kube-apiserver"),
    apiServerCertificate: path.join(keys, "kube-apiserver", "apiserver.crt"),
  };
}

/**
 * Makes what is missing of a stage's keys: the key pair that signs service account tokens, a token for every user, and their
 * kubeconfigs.
 *
 * @param directory The stage's folder.
 * @param url The API server, e.g. `"https://127.0.0.1:24001"`.
 * @returns The issuer that the service account tokens name.
 */
export function writeKeys(directory: string, url: string): string {
  const files = keyFiles(directory);
  fs.mkdirSync(path.dirname(files.tokens), { recursive: true, mode: 0o700 });
  if (!fs.existsSync(files.serviceAccountKey)) {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeSecret(files.serviceAccountPublicKey, publicKey.export({ type: "spki", format: "pem" }));
    writeSecret(files.serviceAccountKey, privateKey.export({ type: "pkcs8", format: "pem" }));
  }
  if (!fs.existsSync(files.tokens)) writeTokens(directory);
  writeKubeconfigs(directory, url);
  return issuerOf(fs.readFileSync(files.serviceAccountPublicKey, "utf8"));
}

/** Format: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file */
function writeTokens(directory: string): void {
  const lines = Object.entries(users).map(([name, identity]) => {
    const token = randomBytes(24).toString("hex");
    const group = "group" in identity ? `,"${identity.group}"` : "";
    if (name === "administrator") writeSecret(keyFiles(directory).administratorToken, token);
    return `${token},${identity.user},${name}${group}\n`;
  });
  writeSecret(keyFiles(directory).tokens, lines.join(""));
}

function writeKubeconfigs(directory: string, url: string): void {
  const files = keyFiles(directory);
  for (const line of fs.readFileSync(files.tokens, "utf8").trim().split("\n")) {
    const [token, , user] = line.split(",");
    const kubeconfig = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "lab", cluster: { server: url, "certificate-authority": files.apiServerCertificate } }],
      users: [{ name: user, user: { token } }],
      contexts: [{ name: "lab", context: { cluster: "lab", user } }],
      "current-context": "lab",
    };
    // JSON is YAML, too.
    writeSecret(kubeconfigFile(directory, user as ApiUser), `${JSON.stringify(kubeconfig, undefined, 2)}\n`);
  }
}

function writeSecret(file: string, content: string | Buffer): void {
  fs.writeFileSync(file, content, { mode: 0o600 });
}

/** EKS gives each cluster an issuer of this shape with an identifier of its own; here the public key is what is its own. */
function issuerOf(publicKey: string): string {
  const id = createHash("sha256").update(publicKey).digest("hex").slice(0, 32).toUpperCase();
  return `https://oidc.eks.${region}.amazonaws.com/id/${id}`;
}
