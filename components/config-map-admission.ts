import { ValidatingAdmissionPolicy } from "@pulumi/kubernetes/admissionregistration/v1/validatingAdmissionPolicy";
import { ValidatingAdmissionPolicyBinding } from "@pulumi/kubernetes/admissionregistration/v1/validatingAdmissionPolicyBinding";
import * as pulumi from "@pulumi/pulumi";
import { type AdmissionArguments, admissionProblems } from "./model/admission-arguments";
import {
  type AdmissionManifest,
  admissionName,
  bindingSpec,
  defaultAdmissionAction,
  policySpec,
  systemNamespaces,
} from "./model/admission-policy";
import type { EnvironmentRef } from "./model/references";
import { refuseProblems } from "./refuse";

/** What a ConfigMapAdmission is made of. */
export interface ConfigMapAdmissionArgs {
  /** The environment of the cluster. */
  environment: Pick<EnvironmentRef, "name">;
  /**
   * What happens to a ConfigMap that holds a credential: `"warn"` lets it pass with a warning to whoever applied it, `"deny"`
   * refuses it, `"off"` installs nothing. Default `"deny"` in production, see `isProduction`, `"warn"` elsewhere.
   */
  action?: AdmissionManifest["action"] | "off";
  /** Namespaces that are judged, e.g. `["api", "billing"]`. Default: every one but `exceptNamespaces`. */
  namespaces?: string[];
  /** Namespaces that are never judged. Default `["kube-system", "kube-public", "kube-node-lease"]`. */
  exceptNamespaces?: string[];
  /** Name of the policy and of its binding. A cluster can hold several. Default `"strongroom-config-maps"`. */
  name?: string;
}

/**
 * The guard at the cluster's door: a ValidatingAdmissionPolicy that judges every ConfigMap as it is created or changed, however it
 * comes: `kubectl apply`, Helm, a controller. A guard on previews never sees those. It needs Kubernetes 1.30 and no webhook: the
 * API server judges by itself.
 *
 * ```typescript
 * new ConfigMapAdmission("config-map-admission", { environment: { name: "prod" } });
 * ```
 *
 * Its rules are generated from the words and the vendors' formats of the detection. What the language of such policies cannot
 * express it lets pass, and the guard on previews and `strongroom scan` find it: values that are only random (no entropy),
 * checksums, base64 and gzip, `binaryData`, XML, command lines, passwords with brackets, `$` or `:`, hashes of passwords, and a
 * name beside a value (`- name: PASSWORD`, `value: ...`). Of a ConfigMap with more than 120,000 characters it reads key names,
 * tokens and private keys, of one with more than 500 keys nothing, and says so in the audit log: it never refuses what it could not
 * read.
 *
 * A ConfigMap is exempt while it carries the annotations `strongroom/exempt` (the reason), `strongroom/exempt-owner` and
 * `strongroom/exempt-until` (the last day, `YYYY-MM-DD`, UTC). What stood in the cluster before is judged when its content changes.
 */
export class ConfigMapAdmission extends pulumi.ComponentResource {
  /** What is done: `"warn"`, `"deny"` or `"off"`. */
  readonly action: AdmissionManifest["action"] | "off";
  /** Name of the policy; nothing where it is off. */
  readonly policyName: pulumi.Output<string> | undefined;

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: ConfigMapAdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
    const settled = settle(name, args);
    super("strongroom:index:ConfigMapAdmission", name, {}, opts);
    this.action = settled.action;

    if (settled.action !== "off") {
      const manifest = { ...settled, action: settled.action };
      const policy = this.installPolicy(name, manifest);
      this.bindPolicy(name, manifest, policy);
      this.policyName = policy.metadata.name;
    }

    this.registerOutputs({ action: this.action, policyName: this.policyName });
  }

  private installPolicy(name: string, manifest: AdmissionManifest): ValidatingAdmissionPolicy {
    return new ValidatingAdmissionPolicy(
      `${name}-policy`,
      { metadata: { name: manifest.name }, spec: policySpec(manifest) },
      { parent: this },
    );
  }

  private bindPolicy(name: string, manifest: AdmissionManifest, policy: ValidatingAdmissionPolicy): void {
    new ValidatingAdmissionPolicyBinding(
      `${name}-binding`,
      { metadata: { name: manifest.name }, spec: bindingSpec(manifest) },
      { parent: this, dependsOn: policy },
    );
  }
}

function settle(name: string, args: ConfigMapAdmissionArgs): AdmissionArguments {
  const settled: AdmissionArguments = {
    action: args.action ?? defaultAdmissionAction(args.environment.name),
    name: args.name ?? admissionName,
    namespaces: args.namespaces ?? [],
    exceptNamespaces: args.exceptNamespaces ?? systemNamespaces,
  };
  refuseProblems("ConfigMapAdmission", name, admissionProblems(settled));
  return settled;
}
