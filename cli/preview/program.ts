import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { UserError } from "../user-error";
import { leaveLookupsUnknown } from "./lookups";
import { PreviewMonitor } from "./monitor";
import { ProgramError } from "./program-error";
import type { Project } from "./project";
import { organization } from "./resources";
import type { StackConfig } from "./stack-config";

/**
 * Runs a Pulumi program in this process, as a preview, and returns what it registered.
 *
 * @param environment The stack's name, e.g. `"dev"`.
 * @throws ProgramError when the program throws, rejects a promise, logs an error or never ends.
 */
export async function runProgram(project: Project, environment: string, config: StackConfig): Promise<PreviewMonitor> {
  const monitor = new PreviewMonitor({ stack: environment, project: project.name });
  pulumi.runtime.setAllConfig(config.values, config.secretKeys);
  setMockOptions(monitor, project.name, environment, true, organization);
  leaveLookupsUnknown(monitor.notOpened);
  // The engine runs a program in its own folder, too.
  process.chdir(project.folder);

  const failure = watchForFailure();
  try {
    await Promise.race([runToEnd(project.main), failure.promise]);
  } catch (error) {
    throw asProgramError(error);
  } finally {
    failure.stop();
  }
  if (pulumi.log.hasErrors()) throw new ProgramError("the program logged an error (see above)");
  return monitor;
}

async function runToEnd(main: string): Promise<void> {
  await pulumi.runtime.runInPulumiStack(async () => {
    const exported: unknown = createRequire(__filename)(main);
    const result: unknown = typeof exported === "function" ? (exported as () => unknown)() : exported;
    return (await result) as Record<string, unknown>;
  });
  // Resources may still be on their way to the monitor: this waits for them.
  await pulumi.runtime.disconnect();
}

/** Rejects on the first error that no one handles, or when nothing is left to do although the program has not ended. */
function watchForFailure(): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const onError = (error: unknown): void => reject(error instanceof Error ? error : new Error(String(error)));
    const onIdle = (): void =>
      reject(
        new UserError(
          "a promise or output of the program never resolves, so it cannot end.\n" +
            "Fix: look for resources or values that wait for each other.",
        ),
      );
    process.on("unhandledRejection", onError);
    process.on("uncaughtException", onError);
    process.on("beforeExit", onIdle);
    stop = () => {
      process.off("beforeExit", onIdle);
      process.off("unhandledRejection", onError);
      process.off("uncaughtException", onError);
      // One failure may surface as several rejections; the first is reported.
      process.on("unhandledRejection", () => undefined);
    };
  });
  return { promise, stop };
}

function asProgramError(error: unknown): ProgramError {
  if (!(error instanceof Error)) return new ProgramError(String(error));
  const { message, name, stack } = error;
  // These are meant for the reader as they are: where they were thrown says nothing more.
  if (error instanceof UserError || pulumi.RunError.isInstance(error)) return new ProgramError(message);
  if (message.includes("does not support transforms")) {
    return new ProgramError("resource transforms run in the engine only.\nFix: preview with the Pulumi CLI.", stack);
  }
  const isMissingModule = (error as { code?: string }).code === "MODULE_NOT_FOUND";
  return new ProgramError(isMissingModule ? firstLine(message) : message || name, stack);
}

/** Node lists the whole chain of requiring files below. */
function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
