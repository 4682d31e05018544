import { createRequire } from "node:module";
import type { AwsLocation } from "../../components/model/iam";
import type { NotOpened } from "../../report/preview-report";
import type { Verdict } from "../preview/analyzer";
import { judgeProgram } from "../preview/judge-program";
import type { RecordedResource } from "../preview/resources";
import { runInWorkers } from "../preview/workers";
import { UserError } from "../user-error";
import type * as planned from "./planned-arns";

const load = createRequire(__filename);

/** A stack's program as it registered itself, and the guard's verdict. Plain data, so that another process can send it. */
export interface JudgedStack {
  /** For example `"prod-payments"`. */
  stack: string;
  /** Name of the program. */
  program: string;
  /** `strongroom:guard` of its stack file, as JSON. */
  guardConfig?: string;
  /** In the order of registration, with what the program marked as secret. */
  resources: readonly RecordedResource[];
  /** What only the engine's providers can look into. */
  notOpened: NotOpened[];
  verdict: Verdict;
}

/** What is judged. */
export interface JudgeStackOptions {
  /** Folder of the program. Default: see `programFolder`. */
  program?: string;
  /** Outputs of other stacks, each `STACK=FILE`. */
  stackReference: readonly string[];
  /** Where the stack is: ARNs that follow from it are known before `up`. */
  location: AwsLocation;
}

/**
 * Runs the programs of an environment's stacks as previews, and asks the guard about every resource. The SDK holds one program, so that
 * several take a process each.
 *
 * @param stacks The environment's own before those of its teams.
 * @throws UserError when a program or the guard fails.
 */
export async function judgeStacks(stacks: readonly string[], options: JudgeStackOptions): Promise<JudgedStack[]> {
  const [own] = stacks;
  if (stacks.length === 1) return [await judgeStack({ environment: own!, options })];
  const tasks = stacks.map((environment) => ({ environment, options }));
  const results = await runInWorkers<JudgedStack>("judge", tasks);
  return results.map((result, index) => {
    if ("failure" in result) throw new UserError(`${stacks[index]}: ${result.failure}`);
    return result;
  });
}

/** Judges one stack in this process, which can be done once. */
export async function judgeStack({
  environment: stack,
  options: { program, stackReference, location },
}: {
  environment: string;
  options: JudgeStackOptions;
}): Promise<JudgedStack> {
  const { project, config, monitor, verdict } = await judgeProgram(stack, {
    ...(program !== undefined && { program }),
    stackReference,
    plan: (type, inputs) => arns().plannedArns(location)(type, inputs),
  });
  const guardConfig = config.values["strongroom:guard"];
  return {
    stack,
    program: project.name,
    ...(guardConfig !== undefined && { guardConfig }),
    resources: monitor.resources,
    notOpened: [
      ...config.encryptedKeys.map((subject) => ({ subject, reason: "encrypted in the stack file" })),
      ...monitor.notOpened,
    ],
    verdict,
  };
}

/** What the SDK's types are needed for is loaded once the guard is starting. */
function arns(): typeof planned {
  return load("./planned-arns") as typeof planned;
}
