import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

/**
 * Ends this process when the engine has, and with it what it started: an engine that is killed tells nobody. Programs end by
 * themselves once the engine's monitor is gone; a policy pack would stay for ever.
 */
export function endWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, 1000).unref();
  process.once("exit", () => children.forEach((child) => child.kill("SIGKILL")));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
}

/** Lets a process end with this one. */
export function endTogether<Child extends ChildProcess>(child: Child): Child {
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}
