import type { KnownReaders } from "../../../components/model/audit-patterns";
import type { Actor, Standing } from "../../../report/documents/audit";

/** In words, for reports. */
export const standings: Readonly<Record<Standing, string>> = {
  unknown: "UNKNOWN",
  declared: "declared reader",
  operator: "operator's store role",
  rotation: "rotation function",
  aws: "AWS itself",
};

/** Whose calls are as they should be. `stores` are the roles of the operator's stores; `roles` and `users` those that were declared. */
export interface Acquaintances extends KnownReaders {
  stores: readonly string[];
}

/**
 * Whether somebody is known. By the role of a session and never by its name, which its user chooses; a function by what Lambda wrote
 * into its keys.
 */
export function standingOf(actor: Actor, known: Acquaintances): Standing {
  if (actor.type === "AWSService") return "aws";
  if (actor.functionArn !== undefined && known.functions.includes(actor.functionArn)) return "rotation";
  if (actor.role !== undefined && known.stores.includes(actor.role)) return "operator";
  if (actor.role !== undefined && known.roles.includes(actor.role)) return "declared";
  if (known.users.includes(actor.name)) return "declared";
  return "unknown";
}
