import type { OtherPlace } from "../audit/subject";

/** One thing to do. */
export interface Step {
  /** A sentence in the imperative. */
  what: string;
  /** What to type in a shell. Words in capitals are for the reader to fill in; no value ever stands in it. */
  command?: string;
  /** What to type in the database instead. */
  sql?: string;
  /** How to see that it is done. */
  check?: string;
}

/**
 * What a person does with AWS's and Kubernetes' own tools when a kind of credential leaked, for a night when nothing else is at hand. Data
 * alone: pages are printed from it. A kind that `playbooks/` automates has the same name here.
 */
export interface Runbook {
  /** Name of its file, e.g. `"stripe-key"`. */
  id: string;
  /** Heading, e.g. `"Stripe secret key"`. */
  title: string;
  /** What leaked, in one sentence. */
  appliesTo: string;
  /** Ends what works now. */
  revoke: readonly Step[];
  /** Brings a new one to the pods. */
  rotate: readonly Step[];
  /** What to look for beside reads of the entry. */
  audit: readonly Step[];
  /** Who else knows who used it. */
  elsewhere: readonly OtherPlace[];
  /** What went wrong for others. */
  traps: readonly string[];
  /** Where it is documented. */
  references: readonly string[];
}
