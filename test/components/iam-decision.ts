import type { PolicyDocument, PolicyStatement } from "../../components/model/iam";

/** One call to AWS, as IAM sees it. Keys of the context are written as in AWS's own documentation. */
export interface IamRequest {
  action: string;
  resource?: string;
  context?: Record<string, string | string[]>;
}

/**
 * Says what one policy says: enough of IAM for the operators that our documents use, and an error for any other, so that a
 * document never passes because a condition was overlooked. It knows nothing of the code that writes the documents.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decision(policy: PolicyDocument, request: IamRequest): "allowed" | "denied" | "not allowed" {
  const effects = policy.Statement.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "denied";
  return effects.includes("Allow") ? "allowed" : "not allowed";
}

function applies(statement: PolicyStatement, { action, resource, context = {} }: IamRequest): boolean {
  if (!list(statement.Action).some((pattern) => like(action.toLowerCase(), pattern.toLowerCase()))) return false;
  if (statement.Resource !== undefined) {
    if (resource === undefined) throw new Error("The policy names resources, the request none");
    if (!list(statement.Resource).some((pattern) => like(resource, pattern))) return false;
  }
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, context[key], list(wanted), context)),
  );
}

function holds(
  operator: string,
  given: string | string[] | undefined,
  wanted: string[],
  context: NonNullable<IamRequest["context"]>,
): boolean {
  const values = given === undefined ? [] : list(given);
  // A variable without a value makes the whole pattern match nothing.
  const patterns = wanted.map((text) => resolve(text, context)).filter((text) => text !== undefined);
  switch (operator) {
    case "StringEquals":
      return values.some((value) => patterns.includes(value));
    case "StringLike":
      return values.some((value) => patterns.some((pattern) => like(value, pattern)));
    case "ForAnyValue:StringNotEquals":
      return values.some((value) => !patterns.includes(value));
    default:
      throw new Error(`The condition operator ${operator} is not known here`);
  }
}

function resolve(text: string, context: NonNullable<IamRequest["context"]>): string | undefined {
  let known = true;
  const resolved = text.replace(/\$\{([^}]+)\}/g, (_, key: string) => {
    const value = context[key];
    if (typeof value === "string") return value;
    known = false;
    return "";
  });
  return known ? resolved : undefined;
}

function like(value: string, pattern: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${expression}$`, "s").test(value);
}

function list(value: string | string[]): string[] {
  return Array.isArray(value) ? value : [value];
}
