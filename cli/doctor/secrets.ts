import type { Day } from "../../components/model/days";
import type { InventoryItem } from "../../components/model/inventory";
import { rotationState } from "../../components/model/rotation-state";
import type { CheckLine } from "../../report/doctor-report";
import { count } from "../../report/words";
import type { EntryDates } from "../aws/entry-dates";
import { restoreCommand } from "../aws/restore-command";
import { missingFix, withLiveDates } from "../inventory/live";
import { type Dates, notAsked } from "./account";
import { upAfresh } from "./commands";
import { notChecked, ok, problem } from "./lines";
import type { Reading } from "./reading";

/** An entry that exists and is to stay. */
interface Standing {
  item: InventoryItem;
  dates: EntryDates;
}

/**
 * Lines on the entries: which are missing, which have no value, which rotations are overdue.
 *
 * @param dates What AWS says of them; nothing where nobody asked.
 * @param today The day that is counted from.
 */
export function secretLines(
  items: readonly InventoryItem[],
  dates: Reading<Dates> | undefined,
  today: Day,
): CheckLine[] {
  const checks = ["entries", "values", "rotations"];
  if (dates === undefined) return checks.map((check) => notChecked(check, notAsked));
  if ("failed" in dates) return checks.map((check) => notChecked(check, "the entries were not looked at."));
  const standing = items.flatMap((item): Standing[] => {
    const found = dates.value.get(item.entry);
    return found === undefined || found.isDeleted ? [] : [{ item, dates: found }];
  });
  return [
    ...entryLines(items, dates.value),
    ...valueLines(standing),
    ...rotationLines(
      standing.filter(({ item }) => !item.awaitingSeed),
      today,
    ),
  ];
}

function entryLines(items: readonly InventoryItem[], dates: Dates): CheckLine[] {
  const check = "entries";
  const lines = items.flatMap((item): CheckLine[] => {
    const { entry, environment, stack = environment } = item;
    const found = dates.get(entry);
    if (found === undefined) {
      const fix = item.mode === "rds-managed" ? missingFix(item) : upAfresh(stack);
      return [problem(check, `${entry} does not exist in Secrets Manager.`, fix)];
    }
    return found.isDeleted ? [problem(check, `${entry} is about to be deleted.`, restoreCommand(entry))] : [];
  });
  const exist = items.length === 1 ? "1 entry exists" : `${items.length} entries exist`;
  return lines.length > 0 ? lines : [ok(check, exist)];
}

/** A line for each service that waits for values, and one for each entry that ought to have one. */
function valueLines(standing: readonly Standing[]): CheckLine[] {
  const check = "values";
  const waiting = standing.filter(({ item }) => item.awaitingSeed).map(({ item }) => item);
  const services = [...new Set(waiting.map(({ service }) => service))];
  const lines = services.map((service) => {
    const own = waiting.filter((item) => item.service === service);
    const names = own.map(({ entry }) => entry).join(", ");
    const wait = own.length === 1 ? "awaits its value" : "await their values";
    return problem(check, `${names} ${wait}.`, `npx strongroom seed ${own[0]!.environment} ${service}`);
  });
  const empty = standing.filter(({ item, dates }) => !item.awaitingSeed && dates.valuePut === undefined);
  const lost = empty.map(({ item: { entry, environment, service } }) => {
    return problem(
      check,
      `${entry} has no value, although it is called seeded.`,
      `npx strongroom seed ${environment} ${service}`,
    );
  });
  const all = [...lines, ...lost];
  return all.length > 0 ? all : [ok(check, "none is missing")];
}

function rotationLines(standing: readonly Standing[], today: Day): CheckLine[] {
  const check = "rotations";
  const lines = standing.flatMap(({ item, dates }): CheckLine[] => {
    const { entry, environment, stack = environment, service, group, mode } = item;
    const state = rotationState(withLiveDates(item, dates).item, today);
    const off = mode !== "manual" && !dates.rotationEnabled;
    return [
      ...(off ? [problem(check, `${entry} has its rotation switched off.`, upAfresh(stack))] : []),
      ...(state.kind === "overdue"
        ? [
            problem(
              check,
              `${entry} is overdue by ${count(state.days, "day")}.`,
              `npx strongroom rotate ${environment} ${service} ${group}`,
            ),
          ]
        : []),
    ];
  });
  if (lines.length > 0) return lines;
  return [ok(check, standing.length === 0 ? "there is none yet" : `none of ${standing.length} is overdue`)];
}
