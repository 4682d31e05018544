import { type EngineEvent, type EngineOptions, pulumiEvents } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import { record } from "./said";

/** What an update did, by the engine's own count, e.g. `{ create: 42 }` or `{ same: 42 }`. */
export type Changes = Record<string, number>;

/** One violation, as the engine reports it. */
export interface Violation {
  rule: string;
  urn: string;
  level: string;
  message: string;
}

/** What was done to one resource. */
export interface Step {
  /** For example `create`, `update`, `delete`, `replace` or `same`. */
  operation: string;
  /** Its type and its name, e.g. `"aws:iam/role:Role prod-deploy"`. */
  resource: string;
}

/** What one run of the engine said. */
export interface Update {
  status: number;
  changes: Changes;
  /** What was done, resource by resource, in no order that tests may rely on. */
  steps: Step[];
  violations: Violation[];
  /** Everything printed, for an assertion's message. */
  text: string;
}

/**
 * Runs a command of the engine without asking anybody.
 *
 * @param command `preview`, `up`, `refresh` or `destroy`.
 * @example const { status, changes } = await engine(stage, "up", "dev");
 */
export async function engine(
  stage: Stage,
  command: "preview" | "up" | "refresh" | "destroy",
  stack: string,
  options: EngineOptions & { flags?: string[] } = {},
): Promise<Update> {
  const unattended = command === "preview" ? [] : ["--yes", "--skip-preview"];
  const flags = ["--stack", stack, "--non-interactive", ...unattended, ...(options.flags ?? [])];
  const { status, stdout, stderr, events } = await pulumiEvents(stage, [command, ...flags], options);
  const text = `${stdout}\n${stderr}`;
  record(`pulumi ${command} --stack ${stack}`, `${stdout}\n${stderr}`);
  record(`the events of pulumi ${command} --stack ${stack}`, JSON.stringify(events.filter(isShown)));
  return { status, changes: changesOf(events), steps: stepsOf(events), violations: violationsOf(events), text };
}

/** The resources to which something was done, sorted, e.g. `resourcesOf(steps, "create")`. */
export function resourcesOf(steps: readonly Step[], operation: string): string[] {
  return steps.flatMap((step) => (step.operation === operation ? [step.resource] : [])).sort();
}

function stepsOf(events: readonly EngineEvent[]): Step[] {
  return events.flatMap((event) => {
    const found = event["resOutputsEvent"] as { metadata: { op: string; urn: string; type: string } } | undefined;
    if (found === undefined) return [];
    const { op, urn, type } = found.metadata;
    return [{ operation: op, resource: `${type} ${urn.split("::").slice(3).join("::")}` }];
  });
}

/**
 * Whether an engine shows an event to anybody who did not ask for debugging. With `--debug` the SDK tells the engine of every answer
 * as it is, generated values among them (docs/recover-an-update.md warns of it).
 */
function isShown(event: EngineEvent): boolean {
  return (event["diagnosticEvent"] as { severity?: string } | undefined)?.severity !== "debug";
}

function changesOf(events: readonly EngineEvent[]): Changes {
  const summary = events.map((event) => event["summaryEvent"] as { resourceChanges?: Changes } | undefined);
  return summary.findLast((found) => found !== undefined)?.resourceChanges ?? {};
}

function violationsOf(events: readonly EngineEvent[]): Violation[] {
  return events.flatMap((event) => {
    const found = event["policyEvent"] as Record<string, string> | undefined;
    if (found === undefined) return [];
    const { policyName = "", resourceUrn = "", enforcementLevel = "", message = "" } = found;
    return [{ rule: policyName, urn: resourceUrn, level: enforcementLevel, message }];
  });
}
