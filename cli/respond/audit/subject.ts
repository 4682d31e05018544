import type { EnvironmentRef } from "../../../components/model/references";
import type { Acquaintances } from "./known-readers";

/** A place outside of AWS that knows who used a credential, such as the log of requests at Stripe. */
export interface OtherPlace {
  /** For example `"Stripe's log of requests"`. */
  what: string;
  /** For example `"https://dashboard.stripe.com/logs"`. */
  link: string;
}

/** What leaked, and when: all that the audit has to know of an incident. */
export interface AuditSubject {
  environment: EnvironmentRef;
  /** Regions that hold a copy of the entry. Each has an event history of its own. */
  replicaRegions: readonly string[];
  /** The entry that leaked: its name (absent for one that is known by its ARN alone), and its ARN if it is known. */
  entry?: { name: string; arn?: string };
  /** Ids of access keys that leaked, e.g. `["AKIA..."]`. An id is no secret. */
  accessKeyIds: readonly string[];
  /** Roles whose sessions leaked: who took them, and what the sessions did. */
  roleArns: readonly string[];
  /** When it leaked, as far as anybody suspects. */
  leakedAt: Date;
  /** Who may read. */
  known: Acquaintances;
  /** Where else to look, from the playbook. */
  elsewhere: readonly OtherPlace[];
}

/** The same entry in another region, by ARN. */
export function inRegion(spelling: string, from: string, to: string): string {
  return spelling.startsWith("arn:") ? spelling.replace(`:${from}:`, `:${to}:`) : spelling;
}
