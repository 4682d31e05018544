import type { Environment } from "../../../components/model/environment";
import type { LoadedProgram } from "../../load-program";
import type { Beginning } from "../case";
import type { Incident } from "../incident";
import type { Playbook } from "../playbook";

/** What is known of a credential of AWS itself before anything is asked. */
export interface Known {
  program: LoadedProgram;
  playbook: Playbook;
}

/** An incident that begins now. What belongs to no service is owned by whoever hears of everything. */
export function newPrincipalIncident(
  { reminders }: Environment,
  beginning: Beginning,
  { id }: Playbook,
  found: Pick<Incident, "subject" | "what" | "consumers">,
): Incident {
  return {
    ...beginning,
    ...found,
    owner: reminders.emails?.join(", ") ?? "the platform's administrators",
    runbook: `docs/runbooks/${id}.md`,
  };
}
