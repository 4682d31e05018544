import { measured } from "../measured";
import { machine, print, table } from "../report";
import { bringUp, consumer, type Environment, until } from "./environment";
import { growTo, measureRound, type Round } from "./growth";
import { type Arrival, readyPods, rotateOnce } from "./rotations";

/** What is measured. */
export interface RotationOptions {
  /** How often an entry is rotated. */
  rotations: number;
  /** Numbers of ExternalSecrets, growing. */
  externalSecrets: number[];
}

/** Dollars for 10,000 calls: https://aws.amazon.com/secrets-manager/pricing/ */
const callPrice = 0.05;
const hoursAMonth = 730;

/**
 * Measures the way from a promoted value to the pods that serve with it, and what keeping ExternalSecrets up to date costs. It runs on a
 * stage of the lab, which it starts and ends.
 */
export async function measureRotation({ rotations, externalSecrets }: RotationOptions): Promise<void> {
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  const environment = await bringUp(report);
  try {
    print(`Measured on ${machine()}, on a stage of the lab: its events come at once, unlike CloudTrail's.`);
    await startConsumer(environment);
    const arrivals: Arrival[] = [];
    while (arrivals.length < rotations) {
      arrivals.push(await rotateOnce(environment));
      report(`rotation ${arrivals.length}: in new pods after ${arrivals.at(-1)!.inPods} ms`);
    }
    if (rotations > 0) print(arrivalTable(arrivals));
    const rounds: [number, Round][] = [];
    for (const count of externalSecrets) {
      report(`${count} ExternalSecrets`);
      await growTo(environment, count);
      rounds.push([count, await measureRound(environment)]);
    }
    if (rounds.length > 0) print(roundTable(rounds));
  } finally {
    await environment.end();
  }
}

async function startConsumer(environment: Environment): Promise<void> {
  await until("the values are in the cluster", async () => {
    const secret = await environment.core
      .readNamespacedSecret({ namespace: "api", name: "api-secrets" })
      .catch(() => undefined);
    return secret?.data?.["APPLE_SHARED_SECRET"] !== undefined;
  });
  await environment.apps.createNamespacedDeployment({ namespace: "api", body: consumer() });
  await until("the consumer is ready", async () => (await readyPods(environment)).length === 2);
}

/** Median and worst, in seconds. */
export function arrivalTable(arrivals: readonly Arrival[]): string {
  const row = (what: string, values: number[]): string[] => {
    const { median, most } = measured(values);
    return [what, (median / 1000).toFixed(2), (most / 1000).toFixed(2)];
  };
  return table(
    [`from promotion, ${arrivals.length} rotations`, "median, s", "worst, s"],
    [
      row(
        "to the Secret in the cluster",
        arrivals.map(({ inSecret }) => inSecret),
      ),
      row(
        "to new pods that are ready, and none of the old",
        arrivals.map(({ inPods }) => inPods),
      ),
    ],
  );
}

/** One row for each number of ExternalSecrets. */
export function roundTable(rounds: readonly (readonly [number, Round])[]): string {
  const head = [
    "ExternalSecrets",
    "reads",
    "other calls",
    "seconds",
    "operator CPU, s",
    "emulator CPU, s",
    "USD a month at 1 h",
    "one event to its Secret, s",
  ];
  const rows = rounds.map(([count, { calls, seconds, operator, emulator, byEvent }]) => {
    const reads = calls["GetSecretValue"] ?? 0;
    // The companion asks for messages meanwhile, whatever the number.
    const { GetSecretValue: _, ReceiveMessage: _asked, DeleteMessage: _taken, ...others } = calls;
    const other = Object.values(others).reduce((sum, number) => sum + number, 0);
    // One read an ExternalSecret; the calls to STS are free.
    const dollars = (count * hoursAMonth * callPrice) / 10_000;
    const [took, event] = [seconds.toFixed(1), (byEvent / 1000).toFixed(2)];
    return [count, reads, other, took, operator.toFixed(1), emulator.toFixed(1), dollars.toFixed(2), event];
  });
  return table(head, rows);
}
