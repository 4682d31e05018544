import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { checkout } from "../engine/project";
import type { Stage } from "../stage/stage";
import { clientSettings } from "../stage/environment";
import { writeArns, readArns } from "./arns";
import { type Expected, expectations } from "./environments";
import { ensureManagedServer } from "./managed-server";
import { ensureOidcProvider } from "./oidc-provider";
import { ensureRotationFunction, packRotationFunction } from "./rotation-function";
import type { AccountClient } from "./account";

/**
 * Makes what exists in every environment before Strongroom does: the namespaces of the services and of the operator, the
 * cluster's OIDC provider in IAM, the rotation functions, and the servers whose master password RDS owns. What exists stays as it is.
 *
 * @param stage A stage that is up.
 * @param options `program`: folder with stacks/ and services/. Default: the checkout.
 */
export async function prepareGiven(stage: Stage, options: { program?: string } = {}): Promise<void> {
  const expected = expectations(options.program ?? checkout);
  const [arns] = await Promise.all([prepareAccounts(stage, expected), prepareCluster(stage, expected)]);
  writeArns(stage, { ...readArns(stage), ...arns });
}

async function prepareAccounts(stage: Stage, expected: readonly Expected[]): Promise<Record<string, string>> {
  const code = await packRotationFunction(stage);
  const pairs = await Promise.all(
    expected.map(async ({ environment, rotationFunctions, managedServers }) => {
      const { account, region } = environment;
      const client: AccountClient = { ...(await clientSettings(stage, account)), account, region };
      await ensureOidcProvider(client, stage.kubernetes.issuer);
      for (const arn of rotationFunctions) await ensureRotationFunction(client, arn, code, stage.directory);
      const entries: [string, string][] = [];
      for (const server of managedServers) {
        entries.push([server.entryArn, await ensureManagedServer(client, server)]);
      }
      return entries;
    }),
  );
  return Object.fromEntries(pairs.flat());
}

/** The environments of the lab share one cluster. */
async function prepareCluster(stage: Stage, expected: readonly Expected[]): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(stage.kubernetes.kubeconfig);
  const api = config.makeApiClient(CoreV1Api);
  for (const name of new Set(expected.flatMap(({ namespaces }) => namespaces))) {
    await api.createNamespace({ body: { metadata: { name } } }).catch((error: { code?: number }) => {
      if (error.code !== 409) throw error;
    });
  }
}
