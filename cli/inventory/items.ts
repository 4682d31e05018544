import { serviceEntries } from "../../components/model/entries";
import { type InventoryItem, inventory } from "../../components/model/inventory";
import type { LoadedProgram } from "../load-program";

/** Every entry of an environment, as the program exports them after an update. */
export function inventoryItems({ environment, services }: LoadedProgram): InventoryItem[] {
  const { stack, team } = environment;
  return services
    .flatMap((service) => inventory(service, environment, serviceEntries(service, environment, environment)))
    .map((item) => (team === undefined ? item : { ...item, stack }));
}
