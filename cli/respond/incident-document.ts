import type { ResponseDocument } from "../../report/documents/respond";
import type { Incident } from "./incident";
import type { Journal } from "./journal";
import type { Step } from "./step";

/**
 * What `strongroom respond --json` writes: what leaked and how far the response has come. The journal has the rest.
 * report/schemas/respond.schema.json describes it.
 *
 * @param steps What is to do. None where it was finished before: then the journal names them.
 * @param journal Absent in a dry run of what has not begun.
 */
export function incidentDocument(
  incident: Incident,
  steps: readonly Step[],
  journal: Journal | undefined,
): ResponseDocument {
  const { id, environment, account, region, cluster, subject, what, kind, owner, runbook, leakedAt } = incident;
  const begun = [...new Set(journal?.events.flatMap(({ step }) => step ?? []))];
  const known = steps.length > 0 ? steps : begun.map((step) => ({ id: step }));
  return {
    version: 1,
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

function named(step: Pick<Step, "id"> & Partial<Step>): Omit<ResponseDocument["steps"][number], "state"> {
  const { id, phase, title } = step;
  return { id, ...(phase !== undefined && { phase }), ...(title !== undefined && { title }) };
}

function stateOf(step: string, journal: Journal | undefined): ResponseDocument["steps"][number]["state"] {
  if (journal?.last(step, "done")) return "done";
  return journal?.last(step, "failed") ? "failed" : "to do";
}
