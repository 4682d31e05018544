import { loadProgram } from "../../load-program";
import { programFolder } from "../../preview/project";
import { UserError } from "../../user-error";
import type { Case } from "../case";
import type { Playbook } from "../playbook";
import { readPlaybooks } from "../read-playbooks";
import { keyCase } from "./access-key";
import type { Known } from "./principal";
import { repositoryCase } from "./repository";
import { roleCase } from "./role";

/** What leaked beside the entries: exactly one of them. */
export interface WantedPrincipal {
  environment: string;
  /** Id of an access key, e.g. `"AKIA..."`. */
  accessKey?: string;
  /** Name or ARN of a role whose sessions leaked. */
  role?: string;
  /** A repository whose workflows deploy or preview the environment, e.g. `"acme/platform"`. */
  repository?: string;
}

/**
 * A credential of AWS itself: an access key, sessions of a role, or a repository that takes roles.
 *
 * @param folder Of the program. Default: as every command finds it.
 * @throws UserError when it cannot be one, before anything is asked.
 */
export function principalCase(wanted: WantedPrincipal, folder: string | undefined): Case {
  const { environment, accessKey, role, repository } = wanted;
  const program = loadProgram(environment, folder);
  const known = (id: string): Known => ({ program, playbook: playbookOf(readPlaybooks(programFolder(folder)), id) });
  if (accessKey !== undefined) return keyCase(known("iam-access-key"), accessKey);
  if (role !== undefined) return roleCase(known("iam-role-session"), role);
  return repositoryCase(known("github-role"), repository ?? "");
}

function playbookOf(playbooks: readonly Playbook[], id: string): Playbook {
  const found = playbooks.find((playbook) => playbook.id === id);
  if (found) return found;
  throw new UserError(`There is no playbook ${id}. Nothing was changed.\nFix: put playbooks/${id}.yaml back.`);
}
