import type { Audit } from "../audit/audit-reads";

/** A step of the response, as the journal has it. */
export interface StepFact {
  /** For example `"Revoke the Stripe key"`. */
  title: string;
  state: "done" | "failed" | "skipped" | "open";
  /** When it ended, in UTC. Absent for one that has not. */
  at?: string;
  /** Who did it. */
  by?: string;
}

/** What the messages are filled with. Facts of the journal alone: names and times, never a value. */
export interface IncidentFacts {
  /** For example `"prod-api-apple-20261127T0312Z"`. */
  id: string;
  environment: { name: string; account: string; region: string };
  /** What leaked, in short, e.g. `"prod/api/apple"`. */
  subject: string;
  /** The same in full, e.g. `"prod/api/apple of service api, every key"`. */
  what: string;
  /** What kind of credential it is, from the playbook, e.g. `"Apple's shared secret"`. */
  kind: string;
  /** Team and address. */
  owner: string;
  runbook: string;
  /** `Kind/name` of the workloads that read it. */
  consumers: readonly string[];
  /** When it leaked, as far as is suspected, in UTC. */
  leakedAt: string;
  /** When the response began, in UTC. */
  startedAt: string;
  /** When the old credential ended, in UTC. Absent: when the last step ended whose title begins with "Revoke", if one has. */
  revokedAt?: string;
  /** Nothing leaked: a team practises. */
  isDrill: boolean;
  /** Who responds. */
  responder: string;
  steps: readonly StepFact[];
  /** Absent while the audit has not been made. */
  audit?: Audit;
}

/** Whether the response has ended well so far. */
export function stateOf({ steps }: IncidentFacts): "closed" | "failed" | "open" {
  if (steps.some(({ state }) => state === "failed")) return "failed";
  return steps.some(({ state }) => state === "open") ? "open" : "closed";
}
