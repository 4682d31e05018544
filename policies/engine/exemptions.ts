import { fitsPattern } from "./name-pattern";
import type { Finding } from "./rule";

/** A finding that a named person accepts for a while. */
export interface Exemption {
  /** Id of the rule. */
  rule: string;
  /** A URN, or a name in which `*` stands for any characters, e.g. `"legacy-*"`. */
  resource: string;
  /** As the message prints it, e.g. `data["DB_URL"]`. Default: every finding of the rule on the resource. */
  keyPath?: string;
  /**
   * `KEY:DIGEST`, the `key` and an entry's `fingerprint` of the file that `strongroom baseline` writes. A later, different
   * value is then found. Default: any value.
   */
  fingerprint?: string;
  /** Why the finding is accepted, in a sentence. */
  reason: string;
  /** Who answers for it: a team or a person. */
  owner: string;
  /** The last day on which it holds, `YYYY-MM-DD`, in UTC. */
  expires: string;
}

/** A fingerprint with the key that it was taken under. */
export const fingerprintPattern = /^([\w-]{16,64}):([0-9a-f]{16})$/;

/** What is wrong with one field. */
export interface FieldProblem {
  field: string;
  /** The value as it was given; absent when the field is missing. */
  given?: unknown;
  /** To be read after "wanted". */
  wanted: string;
  /** A value that would do, for the fix; absent when the field has to go. */
  example?: string;
}

const wantedFields: Record<keyof Exemption, { wanted: string; example: string; optional?: boolean }> = {
  rule: { wanted: "the id of a rule", example: "configmap-secrets" },
  resource: { wanted: "a URN, or a name in which * stands for any characters", example: "legacy-settings" },
  keyPath: { wanted: "a key path as the message prints it", example: 'data["DB_URL"]', optional: true },
  fingerprint: {
    wanted: "KEY:DIGEST from the file that strongroom baseline writes",
    example: "00000000-0000-0000-0000-000000000000:0000000000000000",
    optional: true,
  },
  reason: { wanted: "a sentence that says why", example: "moves to Secrets Manager with the next release" },
  owner: { wanted: "the team or person who answers for it", example: "payments" },
  expires: { wanted: "its last day as YYYY-MM-DD", example: "YYYY-MM-DD" },
};

/** JSON schema of one exemption: the Pulumi CLI checks `--policy-pack-config` with it. */
export const exemptionSchema = {
  type: "object" as const,
  properties: Object.fromEntries(Object.keys(wantedFields).map((field) => [field, { type: "string" as const }])),
  required: Object.keys(wantedFields).filter((field) => !wantedFields[field as keyof Exemption].optional),
};

/**
 * Reads one exemption.
 *
 * @param given As it stands in the config.
 * @returns The exemption, or every problem that it has.
 */
export function parseExemption(given: unknown): Exemption | FieldProblem[] {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return [{ field: "", given, wanted: `an object with ${exemptionSchema.required.join(", ")}` }];
  }
  const fields = given as Record<string, unknown>;
  const problems = Object.keys(fields)
    .filter((field) => !(field in wantedFields))
    .map((field): FieldProblem => ({ field, given: fields[field], wanted: Object.keys(wantedFields).join(", ") }));
  for (const [field, { wanted, example, optional }] of Object.entries(wantedFields)) {
    const value = fields[field];
    if (value === undefined && optional) continue;
    if (!isAcceptable(field, value)) {
      problems.push({ field, wanted, example, ...(value === undefined ? {} : { given: value }) });
    }
  }
  if (problems.length > 0) return problems;
  return { ...(fields as unknown as Exemption), expires: (fields.expires as string).slice(0, 10) };
}

function isAcceptable(field: string, value: unknown): boolean {
  if (typeof value !== "string" || value.trim() === "") return false;
  if (field === "expires") return isDay(value);
  if (field === "fingerprint") return fingerprintPattern.test(value);
  // A pattern of stars alone would switch the rule off without saying so.
  return field !== "resource" || /[A-Za-z0-9]/.test(value);
}

/** YAML reads an unquoted day as a point in time, so the engine may hand it on with midnight behind it. */
function isDay(value: string): boolean {
  const day = /^(\d{4}-\d{2}-\d{2})(T00:00:00Z)?$/.exec(value)?.[1];
  if (day === undefined) return false;
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

/** Whether an exemption is about a resource, given every name that a person knows it by. */
export function isAbout(exemption: Exemption, names: readonly string[]): boolean {
  return names.some((name) => fitsPattern(exemption.resource, name));
}

/** Whether an exemption that is about the finding's resource covers the finding itself. */
export function covers(exemption: Exemption, finding: Finding): boolean {
  const { keyPath, fingerprint } = exemption;
  if (keyPath !== undefined && withoutLine(keyPath) !== finding.keyPath) return false;
  return fingerprint === undefined || finding.matches?.(fingerprint) === true;
}

/** Lines move, so a line that was copied from the message is not compared. */
function withoutLine(keyPath: string): string {
  return keyPath.trim().replace(/ \(line \d+\)$/, "");
}

/** Whether an exemption's last day is over. */
export function isExpired(exemption: Exemption, today: string): boolean {
  return exemption.expires < today;
}
