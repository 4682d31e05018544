import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { UserError } from "../user-error";
import { leaveLookupsUnknown } from "./lookups";
import { leavePromisesUntraced } from "./promises";
import type { PreviewMonitor } from "./monitor";
import type { Project } from "./project";
import { organization } from "./resources";
import type { StackConfig } from "./stack-config";

/**
 * Runs a Pulumi program in this process, as a preview.
 *
 * @param environment The stack's name, e.g. `"dev"`.
 * @param monitor Hears what the program registers.
 * @throws UserError when the program throws, rejects a promise, logs an error or never ends.
 */
export async function runProgram(
  project: Project,
  environment: string,
  config: StackConfig,
  monitor: PreviewMonitor,
): Promise<void> {
  pulumi.runtime.setAllConfig(config.values, config.secretKeys);
  setMockOptions(monitor, project.name, environment, true, organization);
  leaveLookupsUnknown(monitor.notOpened);
  leavePromisesUntraced();
  // The engine runs a program in its own folder, too. What is said afterwards names files as whoever typed the command would.
  const folder = process.cwd();
  process.chdir(project.folder);
  try {
    await untilIdle(() => runMain(project.main));
    if (pulumi.log.hasErrors()) throw new UserError("it logged an error (see above)");
  } catch (error) {
    const { message, stack } = describeError(error);
    throw new UserError(`The program ${project.name} failed: ${message}`, stack);
  } finally {
    process.chdir(folder);
  }
}

async function runMain(main: string): Promise<void> {
  await pulumi.runtime.runInPulumiStack(async () => {
    const exported: unknown = createRequire(__filename)(main);
    const result: unknown = typeof exported === "function" ? (exported as () => unknown)() : exported;
    return (await result) as Record<string, unknown>;
  });
  // Resources may still be on their way to the monitor: this waits for them.
  await pulumi.runtime.disconnect();
}

/**
 * Runs a task until Node has nothing left to do, as the engine's host does: only then have all timers fired and all rejections
 * shown. A task that has not ended by then never will.
 */
function untilIdle(task: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let ended = false;
    const fail = (error: unknown): void => {
      process.off("exit", refuseExit);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    process.on("unhandledRejection", fail);
    process.on("uncaughtException", fail);
    process.on("exit", refuseExit);
    process.once("beforeExit", () => {
      process.off("unhandledRejection", fail);
      process.off("uncaughtException", fail);
      if (ended) resolve();
      else fail(new UserError(neverEnds));
      process.off("exit", refuseExit);
    });
    task().then(() => (ended = true), fail);
  });
}

/** A program that leaves by itself takes the verdict with it: that must not look like a clean one. */
function refuseExit(): void {
  process.stderr.write("The program called process.exit, so there is no verdict.\nFix: throw an error instead.\n");
  process.exitCode = 2;
}

const neverEnds =
  "a promise or output of the program never resolves, so it cannot end.\n" +
  "Fix: look for resources or values that wait for each other.";

function describeError(error: unknown): { message: string; stack?: string | undefined } {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, name, stack } = error;
  // These are meant for the reader as they are: where they were thrown says nothing more.
  if (error instanceof UserError || pulumi.RunError.isInstance(error)) return { message };
  if (message.includes("does not support transforms")) {
    return { message: "resource transforms run in the engine only.\nFix: preview with the Pulumi CLI.", stack };
  }
  const isMissingModule = (error as { code?: string }).code === "MODULE_NOT_FOUND";
  return { message: isMissingModule ? firstLine(message) : message || name, stack };
}

/** Node lists the whole chain of requiring files below. */
function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
