import type { StagedEntries } from "../aws/staged-entries";
import type { Cluster } from "../cluster/cluster";
import type { ExternalSecretRef } from "../cluster/external-secrets";
import type { LoadedProgram } from "../load-program";
import type { Target } from "../rotate/target";
import type { Audit } from "./audit/audit-reads";
import type { InternalTarget } from "./communicate/send-internal";
import type { Incident } from "./incident";
import type { Facts, Journal } from "./journal";
import type { Playbook } from "./playbook";

/** The order, every time. */
export type Phase = "revoke" | "rotate" | "audit" | "communicate";

/** What the steps work with. */
export interface Context {
  program: LoadedProgram;
  target: Target;
  incident: Incident;
  journal: Journal;
  playbooks: Playbook[];
  steps: readonly Step[];
  entries: StagedEntries;
  cluster: Cluster;
  refs: readonly ExternalSecretRef[];
  /** ARN of whoever runs the command. */
  by: string;
  /** Whether somebody has said that the old credential is dead. */
  oldIsDead: boolean;
  /** Where the internal message goes. */
  send?: InternalTarget;
  /** Milliseconds that a wait may take. */
  patience: number;
  /** Filled by the audit. */
  audit?: Audit;
  say: (line: string) => void;
}

/** One step of the response. It can be run again at any point of it, and ends in the same state. */
export interface Step {
  id: string;
  phase: Phase;
  /** For example `"Stage the new value"`. */
  title: string;
  /** What it will do, line by line. */
  describe: () => string[];
  /** Reads what has to be known of the state before; kept in the journal before the step begins. */
  prepare?: (context: Context) => Promise<Facts>;
  /**
   * @param begun What `prepare` said when the step was first begun.
   * @throws UserError with the state that things are in.
   */
  run: (context: Context, begun: Facts) => Promise<Facts>;
}
