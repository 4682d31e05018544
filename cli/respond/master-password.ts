import type { Database } from "../../components/model/service";

/** Kinds of which the master password is a cluster's. */
const clusters: readonly Database["kind"][] = ["cluster", "global-database", "serverless-v1"];

/** Whether a declared name is that of a cluster. DocumentDB has nothing else. */
export function isOfCluster({ engine, kind }: Pick<Database, "engine" | "kind">): boolean {
  return engine === "documentdb" || clusters.includes(kind);
}

/**
 * Characters of a new master password: Oracle takes 30, every other engine of RDS at least 41 (MySQL, MariaDB) or more.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
 */
export function masterPasswordLength(engine: Database["engine"]): number {
  return engine === "oracle" ? 30 : 40;
}
