import type { StackFinding, StackResource } from "../engine/rule";
import type { Value } from "../engine/value";
import { fieldsOf } from "./fields";
import { areSettings, isPlaceholder } from "./settings";

/** The arguments of a SecretVersion that hold a value. A write-only one stands in the state too, among the inputs. */
const valueFields = ["secretString", "secretStringWo", "secretBinary"];

/** Resources whose outputs are made to be secrets. */
const generators = /^(random:|tls:index\/privateKey:)/;

/**
 * Says that a SecretVersion of a production entry puts its value into the stack's state.
 *
 * A generated value that an update leaves alone is advised against: the state's copy is encrypted, and wrong after the first
 * rotation. A placeholder that an update leaves alone is no secret, and neither are settings, of which another rule speaks.
 *
 * @param version An `aws:secretsmanager/secretVersion:SecretVersion`.
 * @param entry Name of the entry, for the text.
 */
export function judgeValueInState(version: StackResource, entry: string): StackFinding[] {
  return valueFields.flatMap((field): StackFinding[] => {
    const value = version.props[field];
    if (value === undefined || value === null || value === "") return [];
    const isLeftAlone = version.ignoreChanges.some((ignored) => ignored === field || ignored === "*");
    const isGenerated = version.sourcesOf(field).some(({ type }) => generators.test(type));
    if (!isGenerated && isNoSecret(value, isLeftAlone)) return [];
    const at = { urn: version.urn, keyPath: field };
    if (!isGenerated) {
      const text = `${field} gives ${entry} a value from the program: it stands in the stack's state, and in every copy of that.`;
      return [{ ...at, level: "mandatory", text, fix: providedFix(entry) }];
    }
    if (isLeftAlone) {
      const text = `${field} gives ${entry} a generated value, which stands in the stack's state.`;
      return [{ ...at, level: "advisory", text, fix: providedFix(entry) }];
    }
    const text = `${field} gives ${entry} a generated value, which stands in the stack's state, and an update after a refresh undoes its rotation.`;
    return [
      { ...at, level: "mandatory", text, fix: `${providedFix(entry)}\nAt least add ignoreChanges: ["${field}"].` },
    ];
  });
}

function isNoSecret(value: Value, isLeftAlone: boolean): boolean {
  if (typeof value !== "string") return false;
  const fields = fieldsOf(value);
  return areSettings(fields) || (isLeftAlone && isPlaceholder(fields));
}

/** Entries of this project are called `<environment>/<service>/<group>`. */
function providedFix(entry: string): string {
  const service = /^[a-z0-9-]+\/([a-z0-9-]+)\/[a-z0-9-]+$/.exec(entry)?.[1] ?? "<service>";
  return [
    `in services/${service}.ts, declare the key as { value: "provided" }, and put the value by hand or let a rotation make it.`,
    "In another program, remove the SecretVersion, and put the value with aws secretsmanager put-secret-value.",
  ].join("\n");
}
