import type { StagedEntries } from "../aws/staged-entries";
import type { Cluster } from "../cluster/cluster";
import type { ExternalSecretRef } from "../cluster/external-secrets";
import type { LoadedProgram } from "../load-program";
import type { Target } from "../rotate/target";
import type { AuditSubject } from "./audit/subject";
import type { InternalTarget } from "./communicate/send-internal";
import type { EntryIncident, Incident } from "./incident";
import type { Facts, Journal } from "./journal";
import type { Playbook } from "./playbook";

/** The order, every time. */
export type Phase = "revoke" | "rotate" | "audit" | "communicate";

/** What every step works with. */
export interface Context {
  program: LoadedProgram;
  incident: Incident;
  journal: Journal;
  playbooks: Playbook[];
  steps: readonly Step[];
  /** ARN of whoever runs the command. */
  by: string;
  /** What CloudTrail is asked for; of a credential that was found out on the way, once that has happened. */
  audited: () => Pick<AuditSubject, "entry" | "replicaRegions" | "accessKeyIds" | "roleArns">;
  /** Where the internal message goes, beside its file. */
  send: readonly InternalTarget[];
  /** Milliseconds that a wait may take. */
  patience: number;
  say: (line: string) => void;
}

/** What the steps for an entry work with. */
export interface EntryContext extends Context {
  target: Target;
  incident: EntryIncident;
  entries: StagedEntries;
  cluster: Cluster;
  refs: readonly ExternalSecretRef[];
  /** Whether somebody has said that the old credential is dead. */
  oldIsDead: boolean;
  /** Whether values that a third party would give are made up. */
  madeUp: boolean;
}

/** One step of the response. It can be run again at any point of it, and ends in the same state. */
export interface Step<C extends Context = Context> {
  id: string;
  phase: Phase;
  /** For example `"Stage the new value"`. */
  title: string;
  /** What it will do, line by line. */
  describe: () => string[];
  /**
   * Reads whether it could be done at all, before anybody is asked and anything is changed.
   *
   * @throws UserError with what stands in its way.
   */
  check?: (context: C) => Promise<void>;
  /** Reads what has to be known of the state before; kept in the journal before the step begins. */
  prepare?: (context: C) => Promise<Facts>;
  /**
   * @param begun What `prepare` said when the step was first begun.
   * @throws UserError with the state that things are in.
   */
  run: (context: C, begun: Facts) => Promise<Facts>;
}

/**
 * Steps that work with more than every step has, as steps that anybody can run.
 *
 * @param more What they work with beside the common context.
 */
export function within<M extends object>(more: M, steps: readonly Step<Context & M>[]): Step[] {
  return steps.map(({ check, prepare, run, ...step }) => ({
    ...step,
    ...(check && { check: (context) => check({ ...context, ...more }) }),
    ...(prepare && { prepare: (context) => prepare({ ...context, ...more }) }),
    run: (context, begun) => run({ ...context, ...more }, begun),
  }));
}
