import type { Environment } from "../../components/model/environment";
import type { Consumer } from "../cluster/workloads";

/** What leaked, and who holds it, as it was found when the response began. No value is in it. */
export interface Incident {
  /** For example `"prod-api-apple-20261127T031200Z"`: the name of its folder. */
  id: string;
  environment: string;
  account: string;
  region: string;
  cluster: string;
  /** What leaked, in short: an entry, the id of an access key, the name of a role, a repository. */
  subject: string;
  /** The same in full, e.g. `"prod/api/app of service api, STRIPE_SECRET_KEY"`. */
  what: string;
  /** Titles of the playbooks. */
  kind: string;
  owner: string;
  runbook: string;
  /** In UTC. */
  leakedAt: string;
  /** In UTC. */
  startedAt: string;
  /** The workloads that hold it, as they were before anything changed. */
  consumers: Consumer[];
  folder: string;
  /** Nothing leaked: a team practises. */
  isDrill?: true;
}

/** A value of an entry that leaked. */
export interface EntryIncident extends Incident {
  service: string;
  group: string;
  /** Keys of the entry that are replaced. Empty: the credential as a whole. */
  keys: string[];
  /** Name of the entry, or the ARN of one that RDS owns. */
  entry: string;
  /** Its ARN. */
  arn: string;
  /** The version that leaked. */
  version: string;
}

/** Regions that hold a copy of the entry. One that RDS owns has none of ours. */
export function replicaRegions({ entry }: Pick<EntryIncident, "entry">, { secrets }: Environment): string[] {
  return entry.startsWith("arn:") ? [] : secrets.replicas.map(({ region }) => region);
}
