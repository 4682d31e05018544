import { recordCommand } from "../../components/model/rotation-commands";
import { seedService } from "../seed/groups";
import type { DueRotation } from "../../report/calendar";
import { inventoryItems } from "../inventory/items";
import type { LoadedProgram } from "../load-program";

/** What the calendar of an environment holds, and which entries it cannot hold. */
export interface CalendarContent {
  rotations: DueRotation[];
  /** Entries that are rotated by hand, without a day to count from. */
  undated: string[];
}

/** The rotations by hand of an environment. */
export function calendarContent(program: LoadedProgram): CalendarContent {
  const manual = inventoryItems(program).filter(({ mode }) => mode === "manual");
  const rotations = manual.flatMap((item): DueRotation[] => {
    const { lastRotated, due, awaitingSeed } = item;
    if (lastRotated === undefined || due === undefined || awaitingSeed) return [];
    return [{ ...item, lastRotated, due, commands: commandsFor(program, item) }];
  });
  const dated = new Set(rotations.map(({ entry }) => entry));
  return { rotations, undated: manual.map(({ entry }) => entry).filter((entry) => !dated.has(entry)) };
}

/** Where somebody puts the values, seeding records the day; a value that Pulumi generates is dated by hand. */
function commandsFor(program: LoadedProgram, item: ReturnType<typeof inventoryItems>[number]): string[] {
  const { environment, service, group } = item;
  const declared = program.services.find(({ name }) => name === service)!;
  const isSeeded = seedService(declared, environment).groups.some(({ name }) => name === group);
  if (isSeeded) return [`npx strongroom seed ${environment} ${service} --group ${group} --replace`];
  return [recordCommand(item)];
}
