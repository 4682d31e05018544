import type { Environment } from "../../components/model/environment";
import type { EntryIncident } from "../../report/documents/journal";

export type { EntryIncident, Incident } from "../../report/documents/journal";

/** Regions that hold a copy of the entry. One that RDS owns has none of ours. */
export function replicaRegions({ entry }: Pick<EntryIncident, "entry">, { secrets }: Environment): string[] {
  return entry.startsWith("arn:") ? [] : secrets.replicas.map(({ region }) => region);
}
