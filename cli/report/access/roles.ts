import { isMapping } from "../../preview/properties";
import type { RecordedResource } from "../../preview/resources";
import type { Declared } from "../declared";
import { type Document, readDocument } from "./document";

/** A role of the program, with everything that gives or bounds its rights. */
export interface DeclaredRole {
  name: string;
  /** With question marks in the place of what AWS makes up. */
  arn: string;
  /** What the program says it is for; empty where it says nothing. */
  description: string;
  tags: Record<string, string>;
  /** Who may take it. Absent where that is not known. */
  trust?: Document;
  policies: Document[];
  boundary?: Document;
  /** What could not be evaluated, each a sentence. */
  gaps: string[];
}

/** Types that attach managed policies to roles, and the properties that name both. */
const attachments: readonly { type: string; role: string; policy: string }[] = [
  { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", role: "role", policy: "policyArn" },
  { type: "aws:iam/policyAttachment:PolicyAttachment", role: "roles", policy: "policyArn" },
  {
    type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    role: "roleName",
    policy: "policyArns",
  },
];

/**
 * The roles that a program declares, in the order of their names.
 *
 * @param prefix What the ARNs of the account's IAM begin with: `"arn:aws:iam::123456789012:"`.
 */
export function declaredRoles(declared: Declared, prefix: string): DeclaredRole[] {
  const policies = new Map(
    declared
      .ofType("aws:iam/policy:Policy")
      .map((policy) => [
        `${prefix}policy${declared.text(policy, "path") ?? "/"}${declared.text(policy, "name") ?? policy.name}`,
        policy,
      ]),
  );
  const roles = declared
    .ofType("aws:iam/role:Role")
    .map((role) => new RoleReader(declared, prefix, policies, role).read());
  return roles.sort((one, other) => (one.name < other.name ? -1 : 1));
}

class RoleReader {
  private readonly gaps: string[] = [];
  private readonly givenName: string | undefined;

  constructor(
    private readonly declared: Declared,
    private readonly prefix: string,
    /** ARN to a managed policy of the program. */
    private readonly policies: ReadonlyMap<string, RecordedResource>,
    private readonly role: RecordedResource,
  ) {
    this.givenName = declared.text(role, "name");
  }

  read(): DeclaredRole {
    const { declared, role } = this;
    // Without a name of the program's own, Pulumi adds seven characters to the resource's.
    const name = this.givenName ?? `${role.name}-???????`;
    const trust = this.document(role, "assumeRolePolicy", "trust");
    const policies = [...this.inlinePolicies(), ...this.managedPolicies()];
    const [boundary] = this.named(role, "permissionsBoundary", "its permissions boundary");
    return {
      name,
      arn: `${this.prefix}role${declared.text(role, "path") ?? "/"}${name}`,
      description: declared.text(role, "description") ?? "",
      tags: declared.texts(role, "tags"),
      ...(trust && { trust }),
      policies,
      ...(boundary && { boundary }),
      gaps: this.gaps,
    };
  }

  private inlinePolicies(): Document[] {
    const { declared, role } = this;
    const within = declared.list(role, "inlinePolicies").flatMap((given, index) => {
      if (!isMapping(given) || typeof given["policy"] !== "string") return [];
      const { name, policy } = given;
      return this.parsed(typeof name === "string" ? name : `inline policy ${index + 1}`, policy) ?? [];
    });
    const beside = declared
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .filter((policy) => this.isMeant(policy, "role"))
      .flatMap((policy) => this.document(policy, "policy", declared.text(policy, "name") ?? policy.name) ?? []);
    return [...within, ...beside];
  }

  private managedPolicies(): Document[] {
    const own = this.named(this.role, "managedPolicyArns", "a managed policy of it");
    const attached = attachments.flatMap(({ type, role, policy }) =>
      this.declared
        .ofType(type)
        .filter((attachment) => this.isMeant(attachment, role))
        .flatMap((attachment) => this.named(attachment, policy, "a managed policy of it")),
    );
    return [...own, ...attached];
  }

  /** Whether a resource's property names this role. */
  private isMeant(resource: RecordedResource, property: string): boolean {
    const value = this.declared.value(resource, property);
    const names = Array.isArray(value) ? value : [value];
    if (this.givenName !== undefined && names.includes(this.givenName)) return true;
    return this.declared.isUnknown(resource, property) && this.declared.comesFrom(resource, property, this.role);
  }

  /** The managed policies that a property names. One that the program does not declare is a gap. */
  private named(resource: RecordedResource, property: string, what: string): Document[] {
    const { declared } = this;
    const value = declared.value(resource, property);
    const arns = (Array.isArray(value) ? value : [value]).filter((arn) => typeof arn === "string");
    const known = arns.flatMap((arn) => {
      const policy = this.policies.get(arn);
      if (!policy) this.gaps.push(`What ${what}, ${arn}, says is not known here.`);
      return policy ?? [];
    });
    const unknown = !declared.isUnknown(resource, property)
      ? []
      : [...this.policies.values()].filter((policy) => declared.comesFrom(resource, property, policy));
    if (declared.isUnknown(resource, property) && unknown.length === 0) {
      this.gaps.push(`Which policy is ${what} is not known before up.`);
    }
    return [...known, ...unknown].flatMap(
      (policy) => this.document(policy, "policy", declared.text(policy, "name") ?? policy.name) ?? [],
    );
  }

  private document(resource: RecordedResource, property: string, name: string): Document | undefined {
    const value = this.declared.value(resource, property);
    if (value === undefined) {
      this.gaps.push(`Its document ${name} is not known before up.`);
      return undefined;
    }
    // The SDK takes a document as an object, too.
    return this.parsed(name, typeof value === "string" ? value : JSON.stringify(value));
  }

  private parsed(name: string, text: string): Document | undefined {
    const document = readDocument(name, text);
    if (!document) this.gaps.push(`Its document ${name} could not be read.`);
    return document;
  }
}
