import type { Day } from "./days";
import type { InventoryItem } from "./inventory";

/** What to type to rotate an entry. */
export function rotateCommand({
  environment,
  service,
  group,
}: Pick<InventoryItem, "environment" | "service" | "group">) {
  return `npx strongroom rotate ${environment} ${service} ${group}`;
}

/**
 * What to type to write down the day of a rotation.
 *
 * @param day Default: `YYYY-MM-DD`, for somebody to fill in.
 */
export function recordCommand(
  { environment, stack = environment, entry }: Pick<InventoryItem, "environment" | "stack" | "entry">,
  day: Day = "YYYY-MM-DD",
): string {
  return `pulumi config set --stack ${stack} --path 'strongroom:rotations.${entry}' ${day}`;
}
