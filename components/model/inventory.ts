import type { Day } from "./days";
import type { Entry } from "./entries";
import type { EnvironmentRef } from "./references";
import { responsible } from "./responsible";
import { dueDay } from "./due-day";
import { intervalDaysOf } from "./rotation-schedule";
import type { Rotation, Service } from "./service";

/**
 * One line of the inventory. Metadata only, so that it may be exported, mailed and printed. Nothing in it depends on the day
 * on which it is made: an update without a change exports what it exported before.
 */
export interface InventoryItem {
  /** Name of the environment, e.g. `"prod"`. */
  environment: string;
  /** The stack whose file records the entry, where a team has one: `"prod-payments"`. Absent: the environment's own. */
  stack?: string;
  /** For example `"prod/api/app"`. For an entry that RDS owns: its ARN. */
  entry: string;
  /** Name of the service that declares it. */
  service: string;
  /** Name of the group in the declaration: the last part of the entry's name. */
  group: string;
  /** The Kubernetes namespace whose ExternalSecrets read it. */
  namespace: string;
  /** Team and address, `"payments <payments@example.com>"`. */
  owner: string;
  /** The page with the steps: the rotation's own, else the service's. */
  runbook: string;
  /** Who rotates it. */
  mode: Rotation["mode"];
  /** What it opens. It decides the longest interval. */
  kind: "database" | "application";
  /** Longest time between two rotations, in days: the declared one, or what the schedule comes to. */
  intervalDays: number;
  /** The day of the last rotation by hand, if it is recorded. Those that AWS makes are known to AWS alone. */
  lastRotated?: Day;
  /** The day on which the next rotation by hand is due. */
  due?: Day;
  /** Somebody has still to put a value: no rotation starts before. */
  awaitingSeed: boolean;
  /** `Kind/name` of the workloads that read it. */
  consumers: string[];
}

/** What the inventory says of each entry of a service. */
export function inventory(service: Service, environment: EnvironmentRef, entries: readonly Entry[]): InventoryItem[] {
  return entries.map(({ name, group, awaitingSeed, lastRotated }) => {
    const { rotation, database } = service.groups[group]!;
    const { owner, runbook } = responsible(service, rotation);
    const intervalDays = intervalDaysOf(name, rotation);
    return {
      environment: environment.name,
      entry: name,
      service: service.name,
      group,
      namespace: service.namespace,
      owner: `${owner.team} <${owner.address}>`,
      runbook,
      mode: rotation.mode,
      kind: database ? "database" : "application",
      intervalDays,
      ...(lastRotated !== undefined && { lastRotated, due: dueDay(lastRotated, intervalDays) }),
      awaitingSeed,
      consumers: service.workloads.map(({ kind, name }) => `${kind}/${name}`),
    };
  });
}
