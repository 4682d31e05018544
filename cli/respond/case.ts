import type { LoadedProgram } from "../load-program";
import type { Incident } from "./incident";
import type { Facts } from "./journal";
import type { Playbook } from "./playbook";
import type { Context, Step } from "./step";

/** What an incident has before anything was looked at. */
export type Beginning = Pick<
  Incident,
  "id" | "environment" | "account" | "region" | "cluster" | "kind" | "leakedAt" | "startedAt" | "folder" | "isDrill"
>;

/** What was found out by reading alone. */
export interface Found {
  incident: Incident;
  /** Who and what is concerned, each with its label, e.g. `["held by", "Deployment api/api"]`. */
  facts: [label: string, text: string][];
  steps: Step[];
  /** What CloudTrail is asked for. `factsOf` gives what a step has written into the journal. */
  audited: (factsOf: (step: string) => Facts) => ReturnType<Context["audited"]>;
  /** Ends what was opened to look and is needed by the steps. */
  close?: () => void;
}

/** Something that leaked, as far as the declarations tell of it. */
export interface Case {
  program: LoadedProgram;
  /** As its incident says it: `Incident.subject`. */
  subject: string;
  /** The part of an incident's name before the time, e.g. `"prod-api-apple"`. */
  name: string;
  /** What is typed behind `strongroom respond`, e.g. `"prod api apple"`. */
  words: string;
  playbooks: Playbook[];
  /**
   * Looks at AWS and the cluster.
   *
   * @param beginning Of an incident that begins now.
   * @param earlier The one that is gone on with.
   */
  look: (beginning: Beginning, earlier?: Incident) => Promise<Found>;
}
