import type { Finding } from "../engine/rule";
import { unknown } from "../engine/value";
import { demandOfDeny, isUndecided, narrows, takesWildcards, type Condition } from "./conditions";
import { coversAction } from "./coverage";
import type { Principal, Statement } from "./document";
import { placeOf, type HeldDocument } from "./granting";
import { known } from "./texts";

/**
 * Keys that say where a caller comes from, so that nobody can give them to himself: a tag or a user's name can be chosen in
 * any account.
 * Source: "The meaning of public" in https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
const origin =
  /^aws:(principalorgid|principalorgpaths|principalaccount|principalarn|principalserviceorgid|principalservicename|sourceaccount|sourcearn|sourceip|sourceorgid|sourceorgpaths|sourceowner|sourcevpc|sourcevpce|sourcevpcarn|vpcsourceip|userid|vpceaccount|vpceorgid|vpceorgpaths)$/;

const fix = [
  'name the principals: "Principal": { "AWS": "arn:aws:iam::<account>:role/<role>" },',
  'or where they come from: "Condition": { "StringEquals": { "aws:PrincipalOrgID": "<organization>" } }.',
].join("\n");

/**
 * Says which statements of a resource's policy open it to others.
 *
 * @param account The account of the resource; undefined while it is not known.
 */
export function judgeResourcePolicy(document: HeldDocument, account: string | undefined): Finding[] {
  const refusals = document.statements.filter(({ effect }) => effect === "Deny");
  return document.statements.flatMap((statement): Finding[] => {
    if (statement.effect !== "Allow" || isClosed(statement, refusals)) return [];
    const keyPath = placeOf(document, statement);
    if (isForEverybody(statement)) {
      const text = `${keyPath} opens the secret to everybody, in any AWS account.`;
      return [{ level: "mandatory", keyPath, text, fix }];
    }
    if (!(statement.principals ?? []).some((principal) => isOtherAccount(principal, account))) return [];
    const text = `${keyPath} opens the secret to whatever another AWS account gives the right.`;
    return [{ level: "advisory", keyPath, text, fix: "name the one role of that account that reads it." }];
  });
}

/** Whether conditions of the statement, or a refusal, let in only callers from somewhere. */
function isClosed(statement: Statement, refusals: readonly Statement[]): boolean {
  if (isUndecided(statement.conditions) || statement.conditions.some(saysFromWhere)) return true;
  return refusals.some((refusal) => {
    if (!isForEverybody(refusal) || !coversActionsOf(refusal, statement)) return false;
    const demands = refusal.conditions.map(demandOfDeny);
    return (
      demands.some((demand) => demand !== undefined && saysFromWhere(demand)) &&
      refusal.conditions.every((condition, index) => demands[index] !== undefined || sparesServices(condition))
    );
  });
}

function saysFromWhere(condition: Condition): boolean {
  if (!origin.test(condition.key) || !narrows(condition)) return false;
  // A role of the right name can be made in any account, so the account has to be written out.
  const namesAccount = (arn: string) => /^arn:[^:]*:[^:]*:[^:]*:[^:*?]+:/.test(arn);
  return (
    !/^aws:(principal|source)arn$/.test(condition.key) ||
    !takesWildcards(condition) ||
    known(condition.values).every((arn) => namesAccount(arn) || /^arn:[^:]*:s3:::[^*?]/.test(arn))
  );
}

/** "Unless it is a service of AWS" leaves the door open to those alone. */
function sparesServices({ operator, key }: Condition): boolean {
  return operator === "bool" && /^aws:(principalisawsservice|viaawsservice)$/.test(key);
}

/** Patterns of one statement are covered by another when each is written in it, or fits one of its patterns. */
function coversActionsOf(refusal: Statement, { actions = [] }: Statement): boolean {
  return known(actions).every((action) => coversAction(refusal, action)) && actions.length > 0;
}

function isForEverybody({ principals, notPrincipals }: Statement): boolean {
  if (principals === undefined) return notPrincipals !== undefined;
  return principals.some(({ kind, id }) => id === "*" && ["*", "aws"].includes(kind.toLowerCase()));
}

/** An account's number, or its root: both mean whoever the account itself lets in. */
function isOtherAccount({ kind, id }: Principal, own: string | undefined): boolean {
  if (own === undefined || id === unknown || kind.toLowerCase() !== "aws") return false;
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(id)?.[1];
  return account !== undefined && account !== own;
}
