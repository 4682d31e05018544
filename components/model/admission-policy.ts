import { admissionVariables, exemptionAnnotations, readLimits } from "./admission-expressions";
import { isProduction } from "./production";

/** What happens to a ConfigMap that holds a credential. */
export type AdmissionAction = "warn" | "deny";

/** What decides the manifests. */
export interface AdmissionManifest {
  /** Name of the policy and of its binding. */
  name: string;
  action: AdmissionAction;
  /** Namespaces that are judged; empty for all but `exceptNamespaces`. */
  namespaces: readonly string[];
  /** Namespaces that are never judged. */
  exceptNamespaces: readonly string[];
}

/** Name of the policy and of its binding, unless a program gives another. */
export const admissionName = "strongroom-config-maps";

/** What happens where a stack file does not say: production is not warned, it is kept from it. */
export function defaultAdmissionAction(environment: string): AdmissionAction {
  return isProduction(environment) ? "deny" : "warn";
}

/** Namespaces of Kubernetes itself: a refusal there could keep the cluster from starting. */
export const systemNamespaces: readonly string[] = ["kube-system", "kube-public", "kube-node-lease"];

/** Every namespace carries its name under this label, which the API server keeps. */
const nameLabel = "kubernetes.io/metadata.name";

const { reason, owner, until } = exemptionAnnotations;

/**
 * Specification of the ValidatingAdmissionPolicy.
 *
 * A policy that denies fails closed, so that an API server under load lets nothing through; one that warns fails open, because a
 * warning is no reason to stop anybody.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function policySpec({ action }: Pick<AdmissionManifest, "action">) {
  return {
    failurePolicy: action === "deny" ? "Fail" : "Ignore",
    matchConstraints: {
      matchPolicy: "Equivalent",
      resourceRules: [
        {
          apiGroups: [""],
          apiVersions: ["v1"],
          resources: ["configmaps"],
          operations: ["CREATE", "UPDATE"],
          scope: "Namespaced",
        },
      ],
      // Kubernetes itself writes this one into every namespace: the cluster's public certificate.
      excludeResourceRules: [
        {
          apiGroups: [""],
          apiVersions: ["v1"],
          resources: ["configmaps"],
          resourceNames: ["kube-root-ca.crt"],
          operations: ["CREATE", "UPDATE"],
          scope: "Namespaced",
        },
      ],
    },
    matchConditions: [{ name: "content-changed", expression: contentChanged() }],
    variables: admissionVariables(),
    validations: [
      {
        expression: "variables.exempt || size(variables.findings) == 0",
        messageExpression: message(),
        message: "This ConfigMap holds what looks like a credential. Keep it in AWS Secrets Manager.",
        reason: "Invalid",
      },
    ],
    auditAnnotations: [
      { key: "credential-keys", valueExpression: `size(variables.findings) == 0 ? "" : ${shortFindings}` },
      { key: "exempted", valueExpression: `variables.exempt ? ${exemptedBy()} : ""` },
      { key: "not-read", valueExpression: notRead() },
    ],
  };
}

/** Specification of the binding: what is done, and where. */
export function bindingSpec({ name, action, namespaces, exceptNamespaces }: AdmissionManifest) {
  const only = { key: nameLabel, operator: "In", values: sorted(namespaces) };
  const except = { key: nameLabel, operator: "NotIn", values: sorted(exceptNamespaces) };
  return {
    policyName: name,
    validationActions: [action === "deny" ? "Deny" : "Warn", "Audit"],
    matchResources: {
      namespaceSelector: {
        matchExpressions: [...(namespaces.length > 0 ? [only] : []), ...(exceptNamespaces.length > 0 ? [except] : [])],
      },
    },
  };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/** Labels and finalizers of a ConfigMap that is known to be bad can still be changed, so that it can be deleted. */
function contentChanged(): string {
  const part = (field: string) => `object.?${field}.orValue({}) != oldObject.?${field}.orValue({})`;
  const annotation = (key: string) =>
    `object.metadata.?annotations[?"${key}"].orValue("") != oldObject.metadata.?annotations[?"${key}"].orValue("")`;
  return [`request.operation == "CREATE"`, part("data"), ...[reason, owner, until].map(annotation)].join(" || ");
}

/** Names of keys are never secret; a message may have 5 KiB. */
const shortFindings = `(size(variables.findings) > 12 ? string(size(variables.findings)) + " findings, the first: " + variables.findings[0] : variables.findings.join(", "))`;

function message(): string {
  const fix =
    `. Keep it in AWS Secrets Manager: declare the key in services/<service>.ts and read it with secretKeyRef. ` +
    `If it is no credential, annotate the ConfigMap with ${reason} (why), ${owner} (who) and ${until} (YYYY-MM-DD).`;
  return `"ConfigMap " + request.namespace + "/" + request.name + ": " + ${shortFindings} + ${JSON.stringify(fix)}`;
}

function exemptedBy(): string {
  const get = (key: string) => `variables.annotations["${key}"]`;
  return `${get(owner)} + ", until " + ${get(until)} + ": " + ${get(reason)}`;
}

function notRead(): string {
  const keys = `"nothing was read: more than ${readLimits.keys} keys"`;
  const characters = `"lines, URLs and webhooks were not read: more than ${readLimits.characters} characters"`;
  return `!variables.isReadable ? ${keys} : !variables.isSmall ? ${characters} : ""`;
}
