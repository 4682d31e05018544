import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { LabError } from "../lab-error";
import { ask, askKubernetes } from "./ask";
import { writeEgressSelection } from "./egress";
import { keyFiles, kubeconfigFile } from "./keys";
import type { StagePart } from "./part";
import type { Stage } from "./stage";

const execute = promisify(execFile);

/** What the stage itself puts into the cluster. */
const manifests = path.join(__dirname, "manifests");

export const etcd: StagePart = {
  name: "etcd",
  after: [],
  address: (stage) => `http://127.0.0.1:${stage.ports["etcd"]}`,
  command: (stage) => {
    const clients = `http://127.0.0.1:${stage.ports["etcd"]}`;
    const peers = `http://127.0.0.1:${stage.ports["etcd-peers"]}`;
    return {
      file: path.join(stage.parts.cluster, "etcd"),
      arguments: [
        `--data-dir=${path.join(stage.directory, "etcd")}`,
        `--listen-client-urls=${clients}`,
        `--advertise-client-urls=${clients}`,
        `--listen-peer-urls=${peers}`,
        `--initial-advertise-peer-urls=${peers}`,
        `--initial-cluster=default=${peers}`,
        // What a power failure loses, the next stage makes anew.
        "--unsafe-no-fsync",
        "--log-level=warn",
      ],
    };
  },
  ready: async (stage) => void (await ask(`http://127.0.0.1:${stage.ports["etcd"]}/health`)),
};

export const apiServer: StagePart = {
  name: "kube-apiserver",
  after: ["etcd"],
  address: (stage) => stage.kubernetes.url,
  command: (stage) => {
    const files = keyFiles(stage.directory);
    return {
      file: path.join(stage.parts.cluster, "kube-apiserver"),
      arguments: [
        `--etcd-servers=http://127.0.0.1:${stage.ports["etcd"]}`,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        `--secure-port=${stage.ports["kube-apiserver"]}`,
        "--endpoint-reconciler-type=none",
        `--service-cluster-ip-range=${stage.ranges.services}`,
        `--egress-selector-config-file=${writeEgressSelection(stage.directory)}`,
        `--cert-dir=${files.apiServerCertificates}`,
        "--authorization-mode=RBAC",
        `--token-auth-file=${files.tokens}`,
        "--allow-privileged=true",
        `--service-account-issuer=${stage.kubernetes.issuer}`,
        `--service-account-signing-key-file=${files.serviceAccountKey}`,
        `--service-account-key-file=${files.serviceAccountPublicKey}`,
        // As EKS has them: its own and that of IAM roles for service accounts.
        "--api-audiences=https://kubernetes.default.svc,sts.amazonaws.com",
        `--audit-policy-file=${path.join(manifests, "audit-policy.yaml")}`,
        `--audit-log-path=${path.join(stage.directory, "logs", "audit.log")}`,
        "--profiling=false",
      ],
    };
  },
  ready: async (stage) => void (await ask(`${stage.kubernetes.url}/readyz`, stage.kubernetes)),
  furnish: (stage) => applyManifests(stage),
};

export const controllerManager: StagePart = {
  name: "kube-controller-manager",
  after: ["kube-apiserver"],
  address: (stage) => `https://127.0.0.1:${stage.ports["kube-controller-manager"]}`,
  command: (stage) => ({
    file: path.join(stage.parts.cluster, "kube-controller-manager"),
    arguments: [
      `--kubeconfig=${kubeconfigFile(stage.directory, "kube-controller-manager")}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${stage.ports["kube-controller-manager"]}`,
      `--cert-dir=${path.join(stage.directory, "keys", "kube-controller-manager")}`,
      "--leader-elect=false",
      // Only its health is asked for, by nobody in particular.
      "--authentication-skip-lookup=true",
      "--use-service-account-credentials=true",
      `--service-account-private-key-file=${keyFiles(stage.directory).serviceAccountKey}`,
      `--root-ca-file=${stage.kubernetes.certificateAuthorityFile}`,
      "--profiling=false",
    ],
  }),
  ready: async (stage) => {
    await askHealth(stage, "kube-controller-manager");
    // A namespace is of no use before its default service account stands.
    await askKubernetes(stage, "/api/v1/namespaces/default/serviceaccounts/default");
  },
};

export const scheduler: StagePart = {
  name: "kube-scheduler",
  after: ["kube-apiserver"],
  address: (stage) => `https://127.0.0.1:${stage.ports["kube-scheduler"]}`,
  command: (stage) => {
    const kubeconfig = kubeconfigFile(stage.directory, "kube-scheduler");
    return {
      file: path.join(stage.parts.cluster, "kube-scheduler"),
      arguments: [
        `--kubeconfig=${kubeconfig}`,
        `--authentication-kubeconfig=${kubeconfig}`,
        `--authorization-kubeconfig=${kubeconfig}`,
        "--bind-address=127.0.0.1",
        `--secure-port=${stage.ports["kube-scheduler"]}`,
        `--cert-dir=${path.join(stage.directory, "keys", "kube-scheduler")}`,
        "--leader-elect=false",
        // Only its health is asked for, by nobody in particular.
        "--authentication-skip-lookup=true",
        "--profiling=false",
      ],
    };
  },
  ready: (stage) => askHealth(stage, "kube-scheduler"),
};

/** These two make themselves a certificate of their own, as the API server does. */
async function askHealth(stage: Stage, name: "kube-controller-manager" | "kube-scheduler"): Promise<void> {
  const certificateAuthorityFile = path.join(stage.directory, "keys", name, `${name}.crt`);
  await ask(`https://127.0.0.1:${stage.ports[name]}/healthz`, { certificateAuthorityFile });
}

/** Roles of the lab's own parts, and the nodes. */
async function applyManifests(stage: Stage): Promise<void> {
  const files = ["roles.yaml", "nodes.yaml"].flatMap((file) => ["--filename", path.join(manifests, file)]);
  const kubectl = path.join(stage.parts.cluster, "kubectl");
  const { kubeconfig } = stage.kubernetes;
  try {
    await execute(kubectl, ["--kubeconfig", kubeconfig, "apply", "--server-side", "--force-conflicts", ...files]);
  } catch (error) {
    throw new LabError(
      `The lab's roles and nodes could not be applied:\n${(error as { stderr?: string }).stderr ?? String(error)}`,
    );
  }
}
