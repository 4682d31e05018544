import type { EntryVersions } from "../aws/entries";
import type { StagedEntries } from "../aws/staged-entries";
import { type Deadline, until } from "../cluster/until";
import type { NewVersion } from "./by-hand";
import type { Target } from "./target";

/** What a rotation by AWS works with. */
export interface ByAws {
  target: Target;
  entries: StagedEntries;
  versions: EntryVersions & { current: string };
  deadline: Deadline;
  say: (line: string) => void;
}

/** It has not ended in time: the state, and where to look. */
export interface Unfinished {
  unfinished: string;
}

/**
 * Has Secrets Manager rotate an entry, and waits until the new version is current. A rotation that has not ended, with a pending
 * version, is taken up instead of beginning another.
 *
 * @throws UserError when AWS starts none.
 */
export async function rotateByAws(work: ByAws): Promise<NewVersion | Unfinished> {
  const { target, entries, versions, deadline, say } = work;
  const { entry } = target;
  if (versions.pending !== undefined) {
    say(`A pending version, ${versions.pending}, is of a rotation that has not ended: it is taken up.`);
  }
  const started = await entries.startRotation(entry);
  const version = versions.pending ?? started;
  say(`${actor(work)} rotates ${entry}${version === undefined ? "" : `; version ${version} is to become current`}.`);
  let last: EntryVersions | undefined;
  const current = await until(async () => {
    last = await entries.describe(entry);
    const now = last?.current;
    return now !== undefined && (version === undefined ? now !== versions.current : now === version) ? now : undefined;
  }, deadline);
  if (current === undefined) return { unfinished: unfinished(work, last) };
  say(`Version ${current} is current; ${versions.current} is the one before it.`);
  return { version: current, putAt: (await entries.putAt(entry, current)) ?? new Date() };
}

/** Who rotates, in each mode, to begin a sentence. */
function actor({ target, versions }: ByAws): string {
  const name = functionName(versions);
  switch (target.mode) {
    case "rds-managed":
      return "RDS";
    case "managed-external":
      return "Secrets Manager";
    default:
      return name === undefined ? "AWS" : `The function ${name}`;
  }
}

function functionName({ functionArn }: EntryVersions): string | undefined {
  return functionArn?.split(":function:")[1]?.split(":")[0];
}

function unfinished({ target, versions }: ByAws, last: EntryVersions | undefined): string {
  const { entry } = target;
  const pending = last?.pending;
  const name = functionName(versions);
  const state =
    pending === undefined
      ? `No new version of ${entry} has become current.`
      : `Version ${pending} of ${entry} is pending still: nobody reads it.`;
  const where =
    name === undefined
      ? `aws secretsmanager describe-secret --secret-id ${entry} says when it last rotated; CloudTrail has RotationFailed.`
      : `what failed stands in the function's log: aws logs tail /aws/lambda/${name} --since 30m`;
  return `The rotation has not ended. ${state}\nLook: ${where}`;
}
