import type { RecordedResource, Recorder } from "../components/mocks";

/**
 * List prices in USD that docs/cost.md names, with where they stand.
 *
 * Sources: https://aws.amazon.com/secrets-manager/pricing/, https://aws.amazon.com/kms/pricing/,
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export const price = {
  /** An entry or a replica of one, a month. */
  entry: 0.4,
  /** 10,000 calls of Secrets Manager. */
  calls: 0.05,
  /** A key of one's own, a month. */
  key: 1,
  /** 10,000 requests to KMS, behind those that are free. */
  keyRequests: 0.03,
  freeKeyRequests: 20_000,
  /** An alarm on a metric, a month. */
  alarm: 0.1,
} as const;

/** Hours of a month, as AWS counts them in its examples. */
export const hoursOfMonth = 730;

/** One line of a bill. */
export interface Line {
  what: string;
  count: number;
  /** USD a month. */
  cost: number;
}

/** What a number of entries costs to be read, in USD a month: each is one call a refresh, whatever the number of its keys. */
export function readingCost(entries: number, hours: number): number {
  return ((entries * hoursOfMonth) / hours / 10_000) * price.calls;
}

/** What a program's resources cost a month, but for what is free and what AWS bills by use that nobody can foresee. */
export function monthlyBill(recorder: Recorder): Line[] {
  const secrets = recorder
    .ofType("aws:secretsmanager/secret:Secret")
    .map(({ inputs }) => inputs as unknown as SecretInputs);
  const replicas = secrets.flatMap((secret) => secret.replicas ?? []);
  const reads = recorder
    .ofType("kubernetes:external-secrets.io/v1:ExternalSecret")
    .filter(isOfSecrets)
    .flatMap(entriesRead);
  const read = new Set(reads.map(({ key }) => key));
  const owned = [...read].filter((key) => !secrets.some(({ name }) => name === key));
  const calls = reads.reduce((sum, { hours }) => sum + hoursOfMonth / hours, 0);
  const keys = new Set([...secrets, ...replicas].flatMap(({ kmsKeyId }) => kmsKeyId ?? []));
  const underKey = new Set(secrets.filter(({ kmsKeyId }) => kmsKeyId !== undefined).map(({ name }) => name));
  const decrypts = reads.reduce((sum, { key, hours }) => sum + (underKey.has(key) ? hoursOfMonth / hours : 0), 0);
  const topicKeys = recorder.ofType("aws:kms/key:Key").length;
  const alarms = recorder.ofType("aws:cloudwatch/metricAlarm:MetricAlarm").length;
  const paid = Math.max(0, decrypts - price.freeKeyRequests);
  return [
    line("entries that the program makes", secrets.length, price.entry),
    line("entries that RDS makes", owned.length, price.entry),
    line("replicas", replicas.length, price.entry),
    line("calls of the operator", calls, price.calls / 10_000),
    line("keys that exist, for entries and replicas", keys.size, price.key),
    { what: "requests to these keys", count: decrypts, cost: (paid / 10_000) * price.keyRequests },
    line("the key of the alert topic", topicKeys, price.key),
    line("alarms", alarms, price.alarm),
  ];
}

interface SecretInputs {
  name: string;
  kmsKeyId?: string;
  replicas?: { kmsKeyId?: string }[];
}

interface ExternalSecretSpec {
  refreshInterval: string;
  secretStoreRef: { name: string };
  data: { remoteRef: { key: string } }[];
}

function line(what: string, count: number, each: number): Line {
  return { what, count, cost: count * each };
}

/** Parameters of the standard tier are free, and so are the calls that read them. */
function isOfSecrets({ inputs }: RecordedResource): boolean {
  return (inputs["spec"] as ExternalSecretSpec).secretStoreRef.name === "aws-secrets-manager";
}

function entriesRead({ inputs }: RecordedResource): { key: string; hours: number }[] {
  const { refreshInterval, data } = inputs["spec"] as ExternalSecretSpec;
  const [, hours, minutes, seconds] = /^(\d+)h(\d+)m(\d+)s$/.exec(refreshInterval)!.map(Number);
  const every = hours! + minutes! / 60 + seconds! / 3600;
  return [...new Set(data.map(({ remoteRef }) => remoteRef.key))].map((key) => ({ key, hours: every }));
}
