import { z } from "zod";
import { formatPath } from "../../components/model/problems";
import { type PlaybookStep, type Technique, isFor, techniques } from "./playbook";

/** Steps that playbooks take by name. */
export type SharedSteps = Readonly<Record<string, readonly PlaybookStep[]>>;

const text = (example: string) => {
  const error = `wanted text, such as ${JSON.stringify(example)}`;
  return z.string({ error }).min(1, { error });
};
const link = z.url({ protocol: /^https$/, error: 'wanted an https URL, such as "https://dashboard.stripe.com/logs"' });
const yesOrNo = z.boolean({ error: "wanted true or false" });
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "wanted a list" }).default([]);

/** A mapping that refuses a field that it does not know, because a misspelt one would do nothing, silently. */
function mapping<Shape extends z.ZodRawShape>(shape: Shape, or = "") {
  const names = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys" ? `is not known, there are ${names}` : `wanted ${or}the fields ${names}`,
  });
}

const regularExpression = text("^STRIPE_").refine(isRegularExpression, { error: "wanted a regular expression" });

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

const stepFields = {
  what: text('Choose "Revoke" beside the key.').optional(),
  command: text("aws secretsmanager rotate-secret --secret-id ENTRY").optional(),
  sql: text("DROP USER 'USER';").optional(),
  check: text("A call with the old key is refused.").optional(),
  pageOnly: yesOrNo.optional(),
};

/** A step: a sentence, its parts, or the name of steps that playbooks share. */
function steps(shared: SharedSteps) {
  const step = mapping({ ...stepFields, use: text("reach-pods").optional() }, "a sentence, or ").transform(
    ({ use, what, pageOnly = false, ...typed }, { issues }): readonly PlaybookStep[] => {
      const refuse = (message: string, path: string[] = []): [] => {
        issues.push({ code: "custom", message, path, input: undefined });
        return [];
      };
      if (use === undefined) return what === undefined ? refuse("wanted what or use") : [{ what, pageOnly, ...typed }];
      if (what !== undefined || Object.keys(typed).length > 0) return refuse("wanted use alone, or with pageOnly");
      if (!Object.hasOwn(shared, use)) return refuse(`wanted one of ${Object.keys(shared).join(", ")}`, ["use"]);
      return shared[use]!.map((one) => ({ ...one, pageOnly: one.pageOnly || pageOnly }));
    },
  );
  const sentenceOrStep = z.preprocess((given) => (typeof given === "string" ? { what: given } : given), step);
  return listOf(sentenceOrStep).transform((all) => all.flat());
}

/** The shape of `playbooks/common/steps.yaml`. */
export const sharedStepsSchema = z.record(z.string(), steps({}), { error: "wanted names with their steps" });

const modes = [...new Set(Object.values(techniques).flat())];
const oneOf = <Name extends string>(names: readonly Name[]) =>
  z.enum(names, { error: `wanted one of ${names.join(", ")}` });

/** The shape of a playbook's file. */
export const playbookSchema = (shared: SharedSteps) =>
  mapping({
    title: text("Stripe secret key"),
    appliesTo: text("A secret or restricted key of Stripe.").optional(),
    why: text("Whoever has it moves money."),
    keys: listOf(regularExpression),
    modes: listOf(oneOf(modes)),
    database: yesOrNo.default(false),
    revoke: oneOf(Object.keys(techniques) as Technique[]),
    console: link.optional(),
    steps: mapping({ revoke: steps(shared), rotate: steps(shared), audit: steps(shared) }).prefault({}),
    elsewhere: listOf(mapping({ what: text("Stripe's log of requests"), link })),
    traps: listOf(text("An expiration of some hours leaves the thief those hours.")),
    references: listOf(link),
  }).superRefine(({ modes, revoke }, context) => {
    modes.forEach((mode, place) => {
      if (isFor(revoke, mode)) return;
      const wanted = techniques[revoke].join(", ") || "no modes";
      context.addIssue({
        code: "custom",
        path: ["modes", place],
        message: `with revoke: ${revoke}, wanted ${wanted}`,
      });
    });
  });

/** All that a schema found in a file, in a line: each field, and what was wanted. */
export function describeProblems({ issues }: z.ZodError): string {
  return issues
    .flatMap((issue) => {
      const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => [formatPath(path), issue.message].filter(Boolean).join(": "));
    })
    .join("; ");
}
