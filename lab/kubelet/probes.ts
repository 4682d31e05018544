import type { V1Probe } from "@kubernetes/client-node";
import { askOnce, type ProbeTarget } from "./probe";

/** Counts a probe's answers until there are enough of one kind in a row to change its verdict. */
export class Tally {
  private run = 0;
  private last: boolean | undefined;

  constructor(
    private readonly probe: Pick<V1Probe, "successThreshold" | "failureThreshold">,
    /** What holds now. */
    public verdict: boolean,
  ) {}

  /** @returns Whether that many failures in a row were reached, each time that they are. */
  record(success: boolean): boolean {
    this.run = success === this.last ? this.run + 1 : 1;
    this.last = success;
    const enough = success ? (this.probe.successThreshold ?? 1) : (this.probe.failureThreshold ?? 3);
    if (this.run < enough) return false;
    this.verdict = success;
    return !success;
  }
}

/** What a container's probes say of it. */
export interface Health {
  started: boolean;
  ready: boolean;
}

/** What is done with what the probes find. */
export interface ProbeListener {
  changed(health: Health): void;
  unhealthy(message: string): void;
  /** The container has to be restarted. */
  failed(message: string): void;
}

/**
 * The longest wait before the first question of a readiness probe, and between two while the container is not ready, in
 * seconds. kubelet keeps to a delay as it is written, and may ask more often than written until the container is ready. Asking
 * early changes only how soon a container counts as ready, so that the lab does not wait longer than it has to.
 */
const impatience = 1;

/**
 * Asks a container's probes for as long as it runs.
 *
 * @returns Ends it.
 */
export function watchHealth(target: ProbeTarget, listener: ProbeListener): () => void {
  const { startupProbe, livenessProbe, readinessProbe } = target.container;
  const health: Health = { started: startupProbe === undefined, ready: false };
  const timers = new Set<NodeJS.Timeout>();
  let ended = false;

  const tell = (next: Partial<Health>): void => {
    const before = { ...health };
    Object.assign(health, next);
    if (health.started !== before.started || health.ready !== before.ready) listener.changed({ ...health });
  };
  const later = (seconds: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, seconds * 1000);
    timers.add(timer);
  };
  const ask = (
    kind: string,
    probe: V1Probe,
    delay: number,
    seen: (verdict: boolean, failed: boolean) => number | undefined,
  ): void => {
    const tally = new Tally(probe, kind === "Liveness");
    const once = async (): Promise<void> => {
      const reason = await askOnce(probe, target);
      if (ended) return;
      if (reason !== undefined) listener.unhealthy(`${kind} probe failed: ${reason}`);
      const failed = tally.record(reason === undefined);
      const wait = seen(tally.verdict, failed);
      if (wait !== undefined) later(wait, () => void once());
    };
    later(delay, () => void once());
  };

  const begin = (): void => {
    if (readinessProbe === undefined) tell({ ready: true });
    else {
      const delay = Math.min(readinessProbe.initialDelaySeconds ?? 0, impatience);
      ask("Readiness", readinessProbe, delay, (verdict) => {
        tell({ ready: verdict });
        const period = periodOf(readinessProbe);
        return verdict ? period : Math.min(period, impatience);
      });
    }
    if (livenessProbe === undefined) return;
    ask("Liveness", livenessProbe, livenessProbe.initialDelaySeconds ?? 0, (_verdict, failed) => {
      if (failed) listener.failed("failed liveness probe, will be restarted");
      return failed ? undefined : periodOf(livenessProbe);
    });
  };

  if (startupProbe === undefined) begin();
  else {
    ask("Startup", startupProbe, startupProbe.initialDelaySeconds ?? 0, (verdict, failed) => {
      if (failed) listener.failed("failed startup probe, will be restarted");
      if (verdict) {
        tell({ started: true });
        begin();
      }
      return failed || verdict ? undefined : periodOf(startupProbe);
    });
  }
  return () => {
    ended = true;
    timers.forEach(clearTimeout);
  };
}

/** Seconds between two questions. */
function periodOf({ periodSeconds }: V1Probe): number {
  return periodSeconds ?? 10;
}
