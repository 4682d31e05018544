import type { Stage } from "./stage";

/** How one process of a stage is started, and how it is known to work. */
export interface StagePart {
  /** For example `"kube-apiserver"`. */
  name: string;
  /** Parts that have to work before this one is started. */
  after: string[];
  /** Where it listens, for example `"https://127.0.0.1:24001"`; nothing where it does not. */
  address?(stage: Stage): string;
  /** What to run. `environment` is laid over the few variables that every part gets. */
  command(stage: Stage): { file: string; arguments: string[]; environment?: Record<string, string> };
  /** Asks the part. Rejects, with the reason, as long as it does not work. */
  ready(stage: Stage): Promise<void>;
  /** What it needs once it works, and again after it was restarted; harmless twice. */
  furnish?(stage: Stage): Promise<void>;
}
