import { checkAccount } from "../aws/account";
import { readEntryDates } from "../aws/entry-dates";
import type { LoadedProgram } from "../load-program";
import { inventoryItems } from "./items";
import { type LiveItem, withLiveDates } from "./live";

/**
 * Every entry of an environment, with what AWS says of it.
 *
 * @param programs The environment's own stack, and those of its teams.
 * @throws UserError when the credentials are of another account, or AWS does not answer.
 */
export async function readLive(programs: readonly LoadedProgram[]): Promise<LiveItem[]> {
  const { environment } = programs[0]!;
  await checkAccount(environment);
  const items = programs.flatMap(inventoryItems);
  const names = items.map(({ entry }) => entry);
  const dates = await readEntryDates(names, environment.region);
  return items.map((item) => withLiveDates(item, dates.get(item.entry)));
}
