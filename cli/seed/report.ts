import type { Day } from "../../components/model/days";
import type { Environment } from "../../components/model/environment";
import type { SeedDocument } from "../../report/documents/seed";
import type { SeedGroup, SeedService } from "./groups";
import type { EntryPlan } from "./plan";

/** What came of one entry. */
export interface EntryResult {
  group: SeedGroup;
  /** Keys that were written, those of the declaration included. */
  written: string[];
  /** Keys that have a value, for which another one was given. */
  left: string[];
  /** Keys that lack a value still. */
  missing: string[];
  /** Whether it stands under `strongroom:seeded`, and since now. */
  recorded: "now" | "before" | "no";
  /** The day that was recorded as that of its rotation. */
  rotated?: Day;
  /** Keys whose values stay, so that putting the others was no rotation of the entry. */
  older?: string[];
}

/** What each entry holds and lacks, before anything is asked or written. */
export function describePlans(environment: Environment, service: SeedService, plans: readonly EntryPlan[]): string {
  const { name, account, region } = environment;
  const widest = Math.max(0, ...plans.map(({ group }) => group.entry.length));
  const lines = plans.map((plan) => `${plan.group.entry.padEnd(widest)}  ${describePlan(plan)}`);
  const others = Object.entries(service.others).map(([group, reason]) => `${group}: nothing to put, ${reason}.`);
  return [`${service.name} in ${name}, account ${account}, ${region}:`, ...lines, ...others].join("\n");
}

function describePlan({ missing, present, placeholders, composed, differing }: EntryPlan): string {
  const parts = [
    missing.length > 0 ? `lacks ${listed(missing)}` : "has every value",
    ...(missing.length > 0 && present.length > 0 ? [`has ${listed(present)}`] : []),
    ...(placeholders.length > 0
      ? [`holds a placeholder in ${listed(placeholders)} (--replace puts another value)`]
      : []),
    ...(Object.keys(composed).length > 0 ? [`gets ${listed(Object.keys(composed))} from the declaration`] : []),
    ...(differing.length > 0 ? [`differs from the declaration in ${listed(differing)} (--replace takes that)`] : []),
  ];
  return parts.join("; ");
}

/** What was done. */
export function describeResults(results: readonly EntryResult[], stackFile: string): string {
  return results.flatMap((result) => describeResult(result, stackFile)).join("\n");
}

function describeResult(result: EntryResult, stackFile: string): string[] {
  const { group, written, left, missing, recorded, rotated, older } = result;
  const done = written.length > 0 ? `put ${listed(written)}` : "nothing was put";
  const record = {
    now: `recorded in ${stackFile}`,
    before: `stands in ${stackFile} already`,
    no: `not recorded, because it lacks ${listed(missing)}`,
  };
  return [
    `${group.entry}: ${done}; ${record[recorded]}.`,
    ...(rotated !== undefined ? [`  Its rotation is dated ${rotated}.`] : []),
    ...(older
      ? [`  No rotation, and not dated: ${listed(older)} ${older.length === 1 ? "is" : "are"} as old as before.`]
      : []),
    ...(left.length > 0 ? [`  Left as before: ${listed(left)}. --replace overwrites.`] : []),
  ];
}

/**
 * What `--json` writes: names of keys, never their values. report/schemas/seed.schema.json describes it.
 *
 * @param results None in a dry run.
 */
export function seedDocument(
  { name, account, region, seeded }: Environment,
  service: SeedService,
  plans: readonly EntryPlan[],
  results: readonly EntryResult[],
): SeedDocument {
  const entries = plans.map(({ group, missing, placeholders }) => {
    const result = results.find((one) => one.group === group);
    return {
      group: group.name,
      entry: group.entry,
      put: result?.written ?? [],
      missing: result?.missing ?? missing,
      placeholders: placeholders.filter((key) => result?.written.includes(key) !== true),
      recorded: result === undefined ? seeded.includes(group.entry) : result.recorded !== "no",
    };
  });
  return { version: 1, environment: name, account, region, service: service.name, entries };
}

/** What is to be done now. */
export function describeNext(
  environment: { name: string; stack: string },
  service: SeedService,
  results: readonly EntryResult[],
  stackFile: string,
): string {
  const recorded = results.filter((result) => result.recorded === "now");
  const rotating = recorded.filter(({ group }) => group.startsRotation).map(({ group }) => group.entry);
  const isIncomplete = results.some(({ missing }) => missing.length > 0);
  const rotation = rotating.length > 0 ? ` It starts the rotation of ${listed(rotating)}.` : "";
  const steps = [
    ...(isIncomplete ? [`strongroom seed ${environment.name} ${service.name}, for what is missing still.`] : []),
    ...(recorded.length > 0 || results.some(({ rotated }) => rotated !== undefined)
      ? [`Commit ${stackFile}.`, `pulumi up --stack ${environment.stack}.${rotation}`]
      : []),
    ...(results.some(({ written }) => written.length > 0)
      ? [
          "The cluster reads new values within an hour. At once:\n" +
            `     kubectl annotate externalsecret ${service.externalSecret} --namespace ${service.namespace} --overwrite force-sync=$(date +%s)`,
        ]
      : []),
  ];
  if (steps.length === 0) return "Nothing is left to do.";
  return ["Next:", ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join("\n");
}

function listed(names: readonly string[]): string {
  return names.join(", ");
}
