import { UserError } from "../../user-error";
import type { Case } from "../case";
import { type EntryAnswers, entryCase } from "./entry";
import { principalCase } from "./principal-case";

/** What leaked: a group of a service or a key of it, or one of AWS's own credentials. */
export interface Wanted {
  environment: string;
  service?: string;
  /** For example `"app"` or `"app/STRIPE_SECRET_KEY"`. */
  group?: string;
}

/** What may be typed of it, beside its name. */
export interface TypedCase {
  /** Id of an access key. */
  accessKey?: string;
  /** Name or ARN of a role whose sessions leaked. */
  role?: string;
  /** A repository whose workflows take roles. */
  repository?: string;
  /** A moment, e.g. `"2026-11-27T03:00:00Z"`. */
  leakedAt?: string;
  /** Folder of the program. */
  program?: string;
}

/**
 * Exactly one thing leaked: more of them are more incidents, each with its own journal.
 *
 * @param verb The command, e.g. `"respond"`.
 * @param answers What nobody is asked for.
 * @throws UserError when nothing, or more than one thing, is named, or when it is not declared.
 */
export function readCase(
  verb: string,
  { environment, service, group }: Wanted,
  options: TypedCase,
  answers: EntryAnswers,
): Case {
  const { accessKey, role, repository, program } = options;
  const principals = [accessKey, role, repository].filter((one) => one !== undefined).length;
  if (principals === 0 && service !== undefined && group !== undefined) {
    return entryCase({ environment, service, group }, program, answers);
  }
  if (principals === 1 && service === undefined) {
    return principalCase({ environment, accessKey, role, repository }, program);
  }
  throw new UserError(
    "Name exactly one thing that leaked. Nothing was changed.\n" +
      `Fix: strongroom ${verb} ${environment} SERVICE GROUP[/KEY], or --access-key ID, --role NAME or --repository OWNER/NAME instead.`,
  );
}
