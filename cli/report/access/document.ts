import * as z from "zod";

/** One condition: an operator, a key, and the values it is compared with. */
export interface Condition {
  /** The operator as it is written: `"ForAnyValue:StringNotEquals"`. */
  written: string;
  /** In lower case, without quantifier and `IfExists`: `"stringequals"`. */
  operator: string;
  /** For keys of many values. */
  quantifier?: "forallvalues" | "foranyvalue";
  /** Holds where the key is missing. */
  ifExists: boolean;
  /** As it is written. IAM does not mind the case of its letters. */
  key: string;
  values: string[];
}

/** Principals of a kind, `AWS`, `Federated` or `Service`; the bare `*` has the kind `*`. */
export type Principals = { kind: string; ids: string[] }[];

/** One statement. An element that is not there is absent. */
export interface Statement {
  /** Says what it is for; its place in the document where it has none: `"statement 2"`. */
  name: string;
  effect: "Allow" | "Deny";
  principals?: Principals;
  notPrincipals?: Principals;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  conditions: Condition[];
}

/** An IAM document that was read. */
export interface Document {
  /** What the program calls it, e.g. `"read-entries"`. */
  name: string;
  /** Whether `${...}` stands for a value of the request: since the version of 2012. */
  hasVariables: boolean;
  statements: Statement[];
}

/**
 * A document that allows everything, to somebody or, as a role's own policy, to the role.
 *
 * @param principals Account or `*`; absent in a policy of a role's own.
 */
export function allowEverything(principals?: Principals): Document {
  const statement: Statement = {
    name: "everything",
    effect: "Allow",
    actions: ["*"],
    resources: ["*"],
    conditions: [],
  };
  return { name: "everything", hasVariables: true, statements: [{ ...statement, ...(principals && { principals }) }] };
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.union([scalar.transform((one) => [one]), z.array(scalar)]);
const principals = z.union([
  z.literal("*").transform((): Principals => [{ kind: "*", ids: ["*"] }]),
  z.record(z.string(), texts).transform((map) => Object.entries(map).map(([kind, ids]) => ({ kind, ids }))),
]);
const conditions = z.record(z.string(), z.record(z.string(), texts)).transform((operators) =>
  Object.entries(operators).flatMap(([written, keys]) => {
    const [, quantifier, operator = "", ifExists] =
      /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(written.toLowerCase()) ?? [];
    return Object.entries(keys).map(([key, values]): Condition => ({
      written,
      operator,
      ...(quantifier !== undefined && { quantifier: quantifier as "forallvalues" | "foranyvalue" }),
      ifExists: ifExists !== undefined,
      key,
      values,
    }));
  }),
);
const statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principals.optional(),
  NotPrincipal: principals.optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Condition: conditions.optional(),
});
const document = z.object({
  Version: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

/**
 * Reads an IAM document.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 *
 * @param name What the program calls it.
 * @param text JSON.
 * @returns Nothing where it is none: AWS refuses it.
 */
export function readDocument(name: string, text: string): Document | undefined {
  const { success, data } = document.safeParse(parsed(text));
  if (!success) return undefined;
  return {
    name,
    hasVariables: data.Version === "2012-10-17",
    statements: data.Statement.map((given, index) => ({
      name: given.Sid ?? `statement ${index + 1}`,
      effect: given.Effect,
      ...(given.Principal && { principals: given.Principal }),
      ...(given.NotPrincipal && { notPrincipals: given.NotPrincipal }),
      ...(given.Action && { actions: given.Action }),
      ...(given.NotAction && { notActions: given.NotAction }),
      ...(given.Resource && { resources: given.Resource }),
      ...(given.NotResource && { notResources: given.NotResource }),
      conditions: given.Condition ?? [],
    })),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
