import { declaredNames, groupProblem } from "../../components/model/adopt";
import type { Environment } from "../../components/model/environment";
import type { Service } from "../../components/model/service";
import { checkAccount } from "../aws/account";
import { type Existing, ExistingEntries } from "../aws/existing-entries";
import { restoreCommand } from "../aws/restore-command";
import { UserError } from "../user-error";

/** What is going to be adopted, and what was found of the rest. */
export interface Adoption {
  /** Entries and parameters with their ARNs. */
  adopted: { name: string; arn: string }[];
  /** What there is to say: one line an entry. */
  lines: string[];
}

const untouched = "Nothing was written.";

/**
 * Looks in AWS for what exists already under the names that a service gives. Values are not read.
 *
 * @param wanted Names of entries that somebody wants adopted, or true for whatever exists.
 * @throws UserError when one of them is not the service's, does not exist or cannot be adopted.
 */
export async function findAdoptable(
  environment: Environment,
  service: Service,
  wanted: true | readonly string[],
): Promise<Adoption> {
  const { groups, parameters } = declaredNames(environment.name, [service]);
  const names = [...groups.keys(), ...parameters];
  if (wanted !== true) refuseOthers(environment.name, service, wanted, names);
  await checkAccount(environment);
  const entries = new ExistingEntries(environment);
  const adoption: Adoption = { adopted: [], lines: [] };
  const problems: string[] = [];
  try {
    for (const name of wanted === true ? names : names.filter((one) => wanted.includes(one))) {
      const group = groups.get(name);
      const existing = group === undefined ? await entries.parameter(name) : await entries.entry(name);
      if (existing === undefined) {
        if (wanted === true) adoption.lines.push(`${name} does not exist: the update makes it.`);
        else problems.push(`${name} does not exist.\nFix: leave it out, and the update makes it.`);
        continue;
      }
      const unfit = group && groupProblem(group);
      const problem = (unfit && `${unfit}.`) ?? problemOf(existing, environment);
      if (problem !== undefined) problems.push(`${name} ${problem}`);
      else {
        adoption.adopted.push({ name, arn: existing.arn });
        adoption.lines.push(`${name} exists, and is adopted${whatChanges(existing, environment)}`);
      }
    }
  } finally {
    entries.close();
  }
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\n${untouched}`);
  return adoption;
}

function refuseOthers(
  environment: string,
  service: Service,
  wanted: readonly string[],
  names: readonly string[],
): void {
  const wrong = wanted.filter((name) => !names.includes(name));
  if (wrong.length === 0) return;
  const [group = "GROUP"] = Object.keys(service.groups);
  const [example = "NAME"] = wrong.filter((name) => /^[A-Za-z0-9/_+=.@-]+$/.test(name));
  throw new UserError(
    `${wrong.map((name) => JSON.stringify(name)).join(", ")} is no name that ${service.name} gives in ${environment}: ${names.join(", ")}. ${untouched}\n` +
      "Fix: AWS cannot rename an entry. Bring this up without --adopt, seed it from the old entry, and delete that once nobody reads it:\n" +
      `  aws secretsmanager get-secret-value --secret-id ${example} --query SecretString --output text |\n` +
      `    npx strongroom seed ${environment} ${service.name} --group ${group}`,
  );
}

/** Why an entry cannot be taken over as it is. */
function problemOf({ isDeleted, kmsKeyId, name }: Existing, { secrets }: Environment): string | undefined {
  if (isDeleted) {
    return `is about to be deleted.\nFix: if it is still needed, type ${restoreCommand(name)}.`;
  }
  if (kmsKeyId !== undefined && secrets.kmsKeyArn === undefined) {
    return (
      `is encrypted with the key ${kmsKeyId}, and an update cannot take a key away.\n` +
      `Fix: set strongroom:secrets.kmsKeyArn, or type aws secretsmanager update-secret --secret-id ${name} --kms-key-id alias/aws/secretsmanager.`
    );
  }
  return undefined;
}

/** What the update does to it beside tags and description. */
function whatChanges({ hasPolicy, rotates, kmsKeyId }: Existing, { secrets }: Environment): string {
  const changes = [
    ...(secrets.kmsKeyArn !== undefined && secrets.kmsKeyArn !== kmsKeyId
      ? [`its key becomes ${secrets.kmsKeyArn}`]
      : []),
    ...(hasPolicy ? ["its resource policy is replaced"] : []),
    ...(rotates
      ? [
          "it rotates already: the declaration's rotation takes over where AWS does it, and stops nothing where people do",
        ]
      : []),
  ];
  return changes.length === 0 ? "." : `; ${changes.join("; ")}.`;
}
