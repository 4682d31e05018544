import { Secret, unknownCheckingProxy, type Policies } from "@pulumi/policy";
import { secretsPreservingProxy } from "@pulumi/policy/secret";
import { policiesOf } from "../../policies/engine/policies";
import type { ExampleResource, Rule } from "../../policies/engine/rule";
import { markedAt, onTheWire, urnOf, type Violation } from "./pack";

/** Puts properties behind the SDK's proxy, as the pack's server does. The SDK exports it without a type. */
export const behindProxy = unknownCheckingProxy as (props: Record<string, unknown>) => Record<string, unknown>;

/** How a rule is asked. */
export interface Question {
  /** Default: none. */
  exemptions?: unknown;
  /** Default: 2026-06-15. */
  today?: string;
}

/** Asks a rule's two policies in this process, with properties behind the SDK's proxy. Messages come without the description. */
export function ask(rule: Rule, resources: readonly ExampleResource[], question: Question = {}): Violation[] {
  const { today = "2026-06-15", exemptions } = question;
  const policies = policiesOf([rule], today);
  const getConfig = () => (exemptions === undefined ? {} : { exemptions }) as never;
  const violations: Violation[] = [];
  const reporter =
    ({ name, enforcementLevel }: Policies[number], resource: string) =>
    (message: string, urn?: string) => {
      const level = enforcementLevel === "mandatory" ? "mandatory" : "advisory";
      violations.push({ policy: name, level, message, resource: urn?.split("::").at(-1) ?? resource });
    };
  for (const resource of resources) {
    for (const policy of policies) {
      if ("remediateResource" in policy) void policy.remediateResource!(toRemediate(resource) as never);
    }
    for (const policy of policies) {
      if (!("validateResource" in policy) || typeof policy.validateResource !== "function") continue;
      const args = { ...argsOf(resource), getConfig };
      void policy.validateResource(args as never, reporter(policy, resource.name));
    }
  }
  for (const policy of policies) {
    if (!("validateStack" in policy)) continue;
    const args = { resources: resources.map((resource) => withSources(resource, resources)), getConfig };
    void policy.validateStack(args as never, reporter(policy, ""));
  }
  return violations;
}

function argsOf(resource: ExampleResource) {
  const props = behindProxy(onTheWire(resource.props) as Record<string, unknown>);
  return { urn: urnOf(resource), type: resource.type, name: resource.name, props };
}

/** Before it asks a validation, the SDK asks a remediation, which is told of marks. */
function toRemediate(resource: ExampleResource) {
  const marked = markedAt(onTheWire(resource.props), resource.marks ?? [], (value) => new Secret(value));
  const props = behindProxy(secretsPreservingProxy(marked) as Record<string, unknown>);
  return { urn: urnOf(resource), type: resource.type, name: resource.name, props };
}

function withSources(resource: ExampleResource, all: readonly ExampleResource[]) {
  const propertyDependencies = Object.fromEntries(
    Object.entries(resource.propertyDependencies ?? {}).map(([property, names]) => [
      property,
      all.filter(({ name }) => names.includes(name)).map(argsOf),
    ]),
  );
  return { ...argsOf(resource), propertyDependencies, opts: { ignoreChanges: resource.ignoreChanges ?? [] } };
}
