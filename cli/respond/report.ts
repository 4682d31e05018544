import { shownPath } from "../paths";
import type { Incident } from "./incident";
import type { Journal } from "./journal";
import type { Playbook } from "./playbook";
import type { Phase, Step } from "./step";

const phases: Phase[] = ["revoke", "rotate", "audit", "communicate"];

/**
 * What leaked, where, and who holds it.
 *
 * @param facts What was found of it, each with its label.
 */
export function describeIncident(
  incident: Incident,
  playbooks: readonly Playbook[],
  facts: readonly [label: string, text: string][],
): string {
  const { environment, account, region, cluster, what, kind, owner, runbook } = incident;
  const line = (label: string, text: string) => `  ${label.padEnd(10)}${text}`;
  return [
    `ENVIRONMENT ${environment.toUpperCase()}   ACCOUNT ${account}   REGION ${region.toUpperCase()}   CLUSTER ${cluster.toUpperCase()}`,
    "",
    what,
    line("kind", kind),
    ...playbooks.map(({ why }) => line("", why)),
    ...facts.map(([label, text]) => line(label, text)),
    line("owner", owner),
    line("runbook", runbook),
    line("leaked", `${incident.leakedAt}, as far as is suspected`),
  ].join("\n");
}

/** Every step, by phase, with those that are done. */
export function describeSteps(steps: readonly Step[], playbooks: readonly Playbook[], journal?: Journal): string {
  const lines = phases.flatMap((phase, place) => [
    `${place + 1}. ${phase.toUpperCase()}`,
    ...(phase === "communicate" ? [] : playbooks.flatMap((playbook) => describePlaybook(playbook, phase))),
    ...steps
      .filter((step) => step.phase === phase)
      .flatMap((step) => [
        `   ${journal?.last(step.id, "done") ? "[done]" : "[    ]"} ${step.title}`,
        ...step.describe().map((line) => `          ${line}`),
      ]),
  ]);
  return lines.join("\n");
}

/** What a person does in a phase, beside the response itself. */
function describePlaybook({ title, console: page, steps }: Playbook, phase: keyof Playbook["steps"]): string[] {
  const shown = steps[phase].filter(({ pageOnly }) => !pageOnly);
  if (phase !== "revoke" && shown.length === 0) return [];
  return [
    `   ${title}${phase !== "revoke" || page === undefined ? "" : `: ${page}`}`,
    ...shown.flatMap(({ what, command, sql, check }, place) => [
      `     ${String.fromCharCode(97 + place)}. ${what}`,
      ...[command, sql, check && `Done when: ${check}`]
        .flatMap((text) => text?.split("\n") ?? [])
        .map((line) => `        ${line}`),
    ]),
  ];
}

/** How long each phase took, from the journal: first begun to last done. */
export function describeTimes(steps: readonly Step[], journal: Journal): string {
  return phases
    .map((phase) => {
      const ids = steps.filter((step) => step.phase === phase).map(({ id }) => id);
      const events = journal.events.filter(({ step }) => step !== undefined && ids.includes(step));
      const [first, last] = [events[0], events.at(-1)];
      if (!first || !last) return `  ${phase.padEnd(12)} nothing`;
      return `  ${phase.padEnd(12)} ${((Date.parse(last.at) - Date.parse(first.at)) / 1000).toFixed(1)} s`;
    })
    .join("\n");
}

/** Seconds from the first line of a journal to its last. */
export function secondsOf({ events }: Journal): string {
  return ((Date.parse(events.at(-1)!.at) - Date.parse(events[0]!.at)) / 1000).toFixed(1);
}

/**
 * Where things stand when it stops.
 *
 * @param why For example `"\"Stage the new value\" failed."`.
 * @param next What to type.
 */
export function describeFailure(steps: readonly Step[], why: string, journal: Journal, next: string): string {
  const isDone = ({ id }: Step): boolean => journal.last(id, "done") !== undefined;
  const list = (some: readonly Step[]): string => some.map(({ title }) => title).join("; ") || "nothing";
  return [
    `Not finished: ${why}`,
    `  done      ${list(steps.filter(isDone))}`,
    `  to do     ${list(steps.filter((step) => !isDone(step)))}`,
    `  journal   ${shownPath(journal.folder)}`,
    next,
  ].join("\n");
}
