import { demandOfDeny, isUndecided, narrows, type Condition } from "./conditions";
import { coversAction, coversResource, withoutVariables } from "./coverage";
import type { Statement } from "./document";
import { hasWildcard } from "./glob";
import { known } from "./texts";

/** Something that IAM guards one by one, and that a wildcard may open as a whole. */
export interface Guarded {
  /** The service in ARNs, e.g. `"secretsmanager"`. */
  service: string;
  /** Names as they stand at the end of an ARN, picked so that only a pattern that covers everything covers all of one list. */
  samples: readonly (readonly string[])[];
  /** Actions that each read it. */
  actions: readonly string[];
  /** Whether a condition key says which ones of them are meant, e.g. a tag of the resource. In lower case. */
  narrowingKey: RegExp;
}

/** Every letter and digit that a name may begin with: a list of patterns that only together cover everything is seen too. */
const initials = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

/** Names that nobody would write a pattern for, flat and as a path. */
export function samplesOf(prefix: string, suffix = ""): string[][] {
  return ["q7zk4xw9v", "q7/zk4x/w9v"].map((name) => initials.map((initial) => `${prefix}${initial}${name}${suffix}`));
}

/**
 * Whether a statement lets its holder read all of something.
 *
 * @param statement The statement.
 * @param others Every statement of the same holder: a Deny takes back what it covers.
 */
export function readsAll(statement: Statement, others: readonly Statement[], guarded: Guarded): boolean {
  if (statement.effect !== "Allow" || isUndecided(statement.conditions)) return false;
  if (statement.conditions.some((condition) => namesResources(condition, guarded))) return false;
  const denying = others.filter(({ effect }) => effect === "Deny");
  return guarded.actions.some(
    (action) =>
      coversAction(statement, action) &&
      locationsOf(statement).some((location) =>
        guarded.samples.some((names) =>
          names.every((name) => {
            const arn = `arn:${location.partition}:${guarded.service}:${location.region}:${location.account}:${name}`;
            return coversResource(statement, arn) && !denying.some((deny) => takesBack(deny, action, arn, guarded));
          }),
        ),
      ),
  );
}

/** A Deny with conditions takes something back only if it says which ones are left, such as those with a certain tag. */
function takesBack(deny: Statement, action: string, arn: string, guarded: Guarded): boolean {
  if (!coversAction(deny, action) || !coversResource(deny, arn)) return false;
  return deny.conditions.every((condition) => {
    if (condition.operator === "") return true;
    const demand = demandOfDeny(condition);
    return demand !== undefined && namesResources(demand, guarded);
  });
}

function namesResources(condition: Condition, { narrowingKey }: Guarded): boolean {
  return narrowingKey.test(condition.key) && narrows(condition);
}

interface Location {
  partition: string;
  region: string;
  account: string;
}

/** A pattern may name a region and an account and still cover everything there is. */
function locationsOf({ resources = [] }: Statement): Location[] {
  const literal = (field: string | undefined, otherwise: string) =>
    field === undefined || field === "" || hasWildcard(field) ? otherwise : field;
  const patterns = known(resources).map((resource) => withoutVariables(resource).split(":"));
  return [[], ...patterns].map(([, partition, , region, account]) => ({
    partition: literal(partition, "aws"),
    region: literal(region, "eu-west-1"),
    account: literal(account, "123456789012"),
  }));
}
