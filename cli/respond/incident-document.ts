import type { Incident } from "./incident";
import type { Journal } from "./journal";
import type { Step } from "./step";

/** Version of the JSON document: it rises when a field changes its meaning or goes away. */
const version = 1;

/**
 * What `strongroom respond --json` writes: what leaked and how far the response has come. The journal has the rest.
 *
 * @param steps What is to do. None where it was finished before: then the journal names them.
 * @param journal Absent in a dry run of what has not begun.
 */
export function incidentDocument(incident: Incident, steps: readonly Step[], journal: Journal | undefined): object {
  const { id, environment, account, region, cluster, subject, what, kind, owner, runbook, leakedAt } = incident;
  const begun = [...new Set(journal?.events.flatMap(({ step }) => step ?? []))];
  const known = steps.length > 0 ? steps : begun.map((step) => ({ id: step }));
  return {
    version,
    incident: journal === undefined ? null : id,
    environment,
    account,
    region,
    cluster,
    subject,
    what,
    kind,
    owner,
    runbook,
    leakedAt,
    folder: journal === undefined ? null : incident.folder,
    isClosed: journal?.isClosed ?? false,
    steps: known.map((step) => ({ ...named(step), state: stateOf(step.id, journal) })),
  };
}

function named(step: Pick<Step, "id"> & Partial<Step>): object {
  const { id, phase, title } = step;
  return { id, ...(phase !== undefined && { phase }), ...(title !== undefined && { title }) };
}

function stateOf(step: string, journal: Journal | undefined): "done" | "failed" | "to do" {
  if (journal?.last(step, "done")) return "done";
  return journal?.last(step, "failed") ? "failed" : "to do";
}
