import { Secret, type ResourceValidationPolicy } from "@pulumi/policy";
import { behindProxies } from "./behind-proxies";
import type { KeyPath } from "./leaves";

/**
 * Knows what the program marked as secret, from `pulumi.secret(...)` to `config.requireSecret(...)` and the outputs of
 * providers.
 *
 * CrossGuard tells a validation nothing of marks: it gets every value in plain text. It tells a remediation, which runs before
 * the validation of the same resource, so that changed values can stay secret: the properties hold instances of `Secret`. So a
 * policy of its own, `<id>-marks`, is asked to remediate, notes the marks, and changes nothing. It reports nothing either:
 * level, exemptions and messages stay with the rule's own policies.
 *
 * A value that is not known yet carries no mark. It gets it during the update, before the resource is made.
 *
 * This leans on the inside of @pulumi/policy, so its version is pinned, and test/policies/secret-marks.test.ts says when it breaks.
 */
export class SecretMarks {
  private readonly noted = new Map<string, readonly KeyPath[]>();

  /**
   * The policy that notes.
   *
   * @param id The rule that wants to know.
   * @param isWanted Whether it looks at a type of resource.
   */
  policy(id: string, isWanted: (type: string) => boolean): ResourceValidationPolicy {
    return {
      name: `${id}-marks`,
      description: "Notes what the program marked as secret. It changes and reports nothing.",
      enforcementLevel: "remediate",
      remediateResource: ({ urn, type, props }) => {
        const marks = isWanted(type) ? marksOf(props) : [];
        if (marks.length > 0) this.noted.set(urn, marks);
        else this.noted.delete(urn);
      },
    };
  }

  /** Key paths of the marks in a resource's inputs: a leaf's own, or a whole map's. */
  of(urn: string): readonly KeyPath[] {
    return this.noted.get(urn) ?? [];
  }
}

/** It never throws: an exception would fail the whole call, other rules included. */
function marksOf(props: Record<string, unknown>): KeyPath[] {
  try {
    return [...marksIn(behindProxies(props), [])];
  } catch {
    return [];
  }
}

function* marksIn(value: unknown, at: KeyPath): Generator<KeyPath> {
  if (value instanceof Secret) yield at;
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* marksIn(item, [...at, index]);
  else if (typeof value === "object" && value !== null) {
    for (const key of Object.keys(value)) yield* marksIn(Reflect.get(value, key), [...at, key]);
  }
}
