/** One resource of the preview and what hangs below it. */
export interface ResourceNode {
  /**
   * `create`: `up` would make it. `import`: it exists, and `up` would take it over. `read`: it exists and is only read.
   * `component`: it groups its children.
   */
  kind: "create" | "import" | "read" | "component";
  type: string;
  name: string;
  /** Names of its inputs, never their values. */
  inputNames: string[];
  children: ResourceNode[];
}

/** How strictly a finding counts. `remediate`: the guard changed the resource. */
export type FindingLevel = "mandatory" | "advisory" | "remediate";

/** A place in a source file. */
export interface SourceLocation {
  /** Relative to where the reader is, with slashes, e.g. `services/api.ts`. */
  file: string;
  /** From 1; absent where the file as a whole is meant. */
  line?: number;
}

/** What the guard says about one resource. */
export interface GuardFinding {
  level: FindingLevel;
  /** `critical`, `high`, `medium` or `low`; absent when the policy names none. */
  severity?: string;
  /** Id of the policy. */
  policy: string;
  /** Of the resource, or of the stack. */
  urn: string;
  type: string;
  name: string;
  /** Description, what was found and the fix; several lines. */
  message: string;
  /** The declaration that caused it, where it was looked for and found. */
  location?: SourceLocation;
}

/** A rule of the policy pack, as it says itself. */
export interface GuardRule {
  id: string;
  description: string;
  /** What to do about a finding; absent where the pack does not say. */
  fix?: string;
  /** Where to read on. */
  url?: string;
  severity?: string;
}

/**
 * The rule that a policy belongs to. CrossGuard has one level a policy, so a rule that also advises is two policies, `X` and `X-advisory`,
 * and one that asks for the marks of secrets has an `X-marks` too.
 *
 * @param rules Those that there are: an id may end like that by itself.
 */
export function ruleOf(policy: string, rules: readonly { id: string }[]): string {
  const rule = policy.replace(/-(advisory|marks)$/, "");
  return rules.some(({ id }) => id === rule) ? rule : policy;
}

/** Something that made a preview fail. */
export interface LocatedProblem {
  /** What is wrong, with its fix. */
  message: string;
  /** Where it stands, if that is known. */
  location?: SourceLocation;
}

/** Something that only the engine can look into. */
export interface NotOpened {
  /** Type, function or configuration key. */
  subject: string;
  /** Why, in a few words. */
  reason: string;
}

/** An output of the program. */
export interface StackOutput {
  name: string;
  /** The value as shown: `[secret]` for a secret, `output<string>` for what is not known yet, one line an entry. */
  lines: string[];
}

/** Everything that one preview found out. It holds no secret value. */
export interface PreviewReport {
  program: string;
  environment: string;
  /** Facts for the first line, e.g. `account 111111111111`. */
  facts: string[];
  roots: ResourceNode[];
  outputs: StackOutput[];
  /** Names of the Secrets Manager entries that have no value yet. */
  awaitingSeed: string[];
  notOpened: NotOpened[];
  findings: GuardFinding[];
  /** Every rule of the pack, disabled ones included. */
  rules: GuardRule[];
  /** Number of the pack's rules, disabled ones not counted. */
  ruleCount: number;
  /** Step to milliseconds, in order. */
  timings: [step: string, milliseconds: number][];
  milliseconds: number;
}

/** How many resources a tree holds. */
export function countResources(nodes: readonly ResourceNode[]): number {
  return nodes.reduce((sum, { children }) => sum + 1 + countResources(children), 0);
}

/** Whether the guard stops the update: one mandatory finding is enough. */
export function isBlocked({ findings }: Pick<PreviewReport, "findings">): boolean {
  return findings.some(({ level }) => level === "mandatory");
}
