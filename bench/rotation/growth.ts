import { randomBytes } from "node:crypto";
import { CreateSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { between, spent, type Spent } from "./cost";
import { type Environment, until } from "./environment";

const kind = { group: "external-secrets.io", version: "v1", plural: "externalsecrets" };
const namespace = "api";
const label = { bench: "growth" };

/** What a round of all ExternalSecrets costs, and what one event costs beside them. */
export interface Round extends Spent {
  /** Seconds until every one was read again. */
  seconds: number;
  /** Milliseconds from a value that was put until it is in its Secret, by an event. */
  byEvent: number;
}

interface Synced {
  metadata: { name: string };
  status?: { syncedResourceVersion?: string; conditions?: { type: string; status: string }[] };
}

/** Brings the ExternalSecrets of the measurement up to a number, each with an entry of its own. */
export async function growTo(environment: Environment, count: number): Promise<void> {
  const have = (await all(environment)).length;
  for (let index = have; index < count; index++) await create(environment, `bench-${index}`);
  await until(`${count} ExternalSecrets are ready`, async () => {
    const ready = (await all(environment)).filter(({ status }) =>
      status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    );
    return ready.length === count;
  });
}

async function create({ secretsManager, custom }: Environment, name: string): Promise<void> {
  const entry = `dev/bench/${name}`;
  const SecretString = JSON.stringify({ VALUE: randomBytes(24).toString("base64url") });
  await secretsManager.send(new CreateSecretCommand({ Name: entry, SecretString }));
  const spec = {
    refreshInterval: "1h0m0s",
    secretStoreRef: { kind: "ClusterSecretStore", name: "aws-secrets-manager" },
    target: { name, creationPolicy: "Owner" },
    data: [{ secretKey: "VALUE", remoteRef: { key: entry, property: "VALUE" } }],
  };
  const metadata = { name, namespace, labels: label };
  const body = { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", metadata, spec };
  await custom.createNamespacedCustomObject({ ...kind, namespace, body });
}

/** Has every one read again, as the refresh does within an hour, and sees what that costs. */
export async function measureRound(environment: Environment): Promise<Round> {
  const known = new Map((await all(environment)).map((one) => [one.metadata.name, one.status?.syncedResourceVersion]));
  const before = await spent(environment);
  const start = Date.now();
  for (const name of known.keys()) await annotate(environment, name);
  await until("every ExternalSecret was read again", async () => {
    const now = await all(environment);
    return now.every(({ metadata, status }) => status?.syncedResourceVersion !== known.get(metadata.name));
  });
  const seconds = (Date.now() - start) / 1000;
  const cost = between(before, await spent(environment));
  return { ...cost, seconds, byEvent: await measureEvent(environment) };
}

/** Puts a value of the service, which no refresh is due for. */
async function measureEvent({ core, secretsManager }: Environment): Promise<number> {
  const APPLE_SHARED_SECRET = randomBytes(24).toString("base64url");
  const SecretString = JSON.stringify({ APPLE_SHARED_SECRET });
  await secretsManager.send(new PutSecretValueCommand({ SecretId: "dev/api/apple", SecretString }));
  const start = Date.now();
  return until("the value is in its Secret", async () => {
    const { data = {} } = await core.readNamespacedSecret({ namespace, name: "api-secrets" });
    const held = Buffer.from(data["APPLE_SHARED_SECRET"] ?? "", "base64").toString();
    return held === APPLE_SHARED_SECRET && Date.now() - start;
  });
}

async function annotate({ custom }: Environment, name: string): Promise<void> {
  const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
  const body = { metadata: { annotations: { "force-sync": randomBytes(8).toString("hex") } } };
  await custom.patchNamespacedCustomObject({ ...kind, namespace, name, body }, merge);
}

async function all({ custom }: Environment): Promise<Synced[]> {
  const labelSelector = Object.entries(label)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const found = (await custom.listNamespacedCustomObject({ ...kind, namespace, labelSelector })) as { items: Synced[] };
  return found.items;
}
