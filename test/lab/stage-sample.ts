import * as path from "node:path";
import { stageDirectory, type Stage } from "../../lab/stage/stage";

/** A stage that was never started. */
export function sampleStage(name: string): Stage {
  const directory = stageDirectory(name);
  return {
    name,
    directory,
    parts: {
      pulumi: "/parts/pulumi",
      cluster: "/parts/cluster",
      helm: "/parts/helm",
      python: "/parts/python",
      awsCli: "/parts/aws-cli/python",
      charts: { "external-secrets": { version: "0.20.4", path: "/parts/chart" } },
      customResourceDefinitions: "/parts/definitions.yaml",
      kwokStages: "/parts/kwok.yaml",
    },
    kubernetes: {
      url: "https://127.0.0.1:20001",
      issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
      kubeconfig: path.join(directory, "administrator.kubeconfig"),
      certificateAuthorityFile: path.join(directory, "ca.crt"),
      tokenFile: path.join(directory, "token"),
      publicKeyFile: path.join(directory, "key.pub"),
    },
    aws: { endpoint: "http://127.0.0.1:20002" },
    ports: { emulator: 20002 },
    ranges: { services: "127.96.0.0/16", pods: "127.97.0.0/16" },
    processes: [{ name: "etcd", pid: 4711, began: "1+2", log: "/logs/etcd.log" }],
  };
}
