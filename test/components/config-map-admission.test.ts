import assert from "node:assert/strict";
import { ConfigMapAdmission, type ConfigMapAdmissionArgs } from "../../components/config-map-admission";
import { record, valueOf } from "./mocks";

const policyType = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
const bindingType = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding";
const prod: ConfigMapAdmissionArgs = { environment: { name: "prod" } };

const build = (args: ConfigMapAdmissionArgs) => record(() => new ConfigMapAdmission("door", args));

interface Spec {
  failurePolicy: string;
  variables: { name: string }[];
  validations: object[];
  [key: string]: unknown;
}

async function policyOf(args: ConfigMapAdmissionArgs): Promise<Spec> {
  return (await build(args)).resource(policyType, "door-policy").inputs["spec"] as Spec;
}
async function bindingOf(args: ConfigMapAdmissionArgs): Promise<Record<string, unknown>> {
  return (await build(args)).resource(bindingType, "door-binding").inputs["spec"] as Record<string, unknown>;
}

describe("ConfigMapAdmission", () => {
  it("denies in every environment that is production by its name, and warns in the others", async () => {
    const actions: Record<string, string> = { prod: "Deny", "prod-eu": "Deny", "pre-prod": "Warn", staging: "Warn" };
    for (const [name, action] of Object.entries(actions)) {
      assert.deepEqual((await bindingOf({ environment: { name } }))["validationActions"], [action, "Audit"], name);
    }
  });

  it("denies in prod, fails closed there, and leaves the namespaces of Kubernetes alone", async () => {
    assert.equal((await policyOf(prod)).failurePolicy, "Fail");
    assert.deepEqual(await bindingOf(prod), {
      policyName: "strongroom-config-maps",
      validationActions: ["Deny", "Audit"],
      matchResources: {
        namespaceSelector: {
          matchExpressions: [
            {
              key: "kubernetes.io/metadata.name",
              operator: "NotIn",
              values: ["kube-node-lease", "kube-public", "kube-system"],
            },
          ],
        },
      },
    });
  });

  it("warns in every other environment, and fails open there", async () => {
    const dev = { environment: { name: "dev" } };
    assert.equal((await policyOf(dev)).failurePolicy, "Ignore");
    assert.deepEqual((await bindingOf(dev))["validationActions"], ["Warn", "Audit"]);
  });

  it("does as it is told where it is told", async () => {
    const args: ConfigMapAdmissionArgs = {
      ...prod,
      action: "warn",
      namespaces: ["billing", "api", "api"],
      exceptNamespaces: [],
      name: "payments",
    };
    assert.deepEqual(await bindingOf(args), {
      policyName: "payments",
      validationActions: ["Warn", "Audit"],
      matchResources: {
        namespaceSelector: {
          matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["api", "billing"] }],
        },
      },
    });
  });

  it("judges ConfigMaps when they are made and when what they hold or their exemption changes", async () => {
    const rule = {
      apiGroups: [""],
      apiVersions: ["v1"],
      resources: ["configmaps"],
      operations: ["CREATE", "UPDATE"],
      scope: "Namespaced",
    };
    const { matchConstraints, matchConditions } = await policyOf(prod);
    assert.deepEqual(matchConstraints, {
      matchPolicy: "Equivalent",
      resourceRules: [rule],
      excludeResourceRules: [{ ...rule, resourceNames: ["kube-root-ca.crt"] }],
    });
    const annotation = (key: string) =>
      `object.metadata.?annotations[?"${key}"].orValue("") != oldObject.metadata.?annotations[?"${key}"].orValue("")`;
    assert.deepEqual(matchConditions, [
      {
        name: "content-changed",
        expression: [
          'request.operation == "CREATE"',
          "object.?data.orValue({}) != oldObject.?data.orValue({})",
          annotation("strongroom/exempt"),
          annotation("strongroom/exempt-owner"),
          annotation("strongroom/exempt-until"),
        ].join(" || "),
      },
    ]);
  });

  it("says which keys, why and what to do, and tells the audit log what was exempt or not read", async () => {
    const { validations, auditAnnotations, variables } = await policyOf(prod);
    const findings =
      '(size(variables.findings) > 12 ? string(size(variables.findings)) + " findings, the first: " + variables.findings[0] : variables.findings.join(", "))';
    assert.deepEqual(validations, [
      {
        expression: "variables.exempt || size(variables.findings) == 0",
        messageExpression: `"ConfigMap " + request.namespace + "/" + request.name + ": " + ${findings} + ". Keep it in AWS Secrets Manager: declare the key in services/<service>.ts and read it with secretKeyRef. If it is no credential, annotate the ConfigMap with strongroom/exempt (why), strongroom/exempt-owner (who) and strongroom/exempt-until (YYYY-MM-DD)."`,
        message: "This ConfigMap holds what looks like a credential. Keep it in AWS Secrets Manager.",
        reason: "Invalid",
      },
    ]);
    assert.deepEqual(auditAnnotations, [
      { key: "credential-keys", valueExpression: `size(variables.findings) == 0 ? "" : ${findings}` },
      {
        key: "exempted",
        valueExpression:
          'variables.exempt ? variables.annotations["strongroom/exempt-owner"] + ", until " + variables.annotations["strongroom/exempt-until"] + ": " + variables.annotations["strongroom/exempt"] : ""',
      },
      {
        key: "not-read",
        valueExpression:
          '!variables.isReadable ? "nothing was read: more than 500 keys" : !variables.isSmall ? "lines, URLs and webhooks were not read: more than 120000 characters" : ""',
      },
    ]);
    const names =
      "annotations isReadable data characters isSmall tokenLimit lineLimit exempt words formats marks named lines tokens marked urls privateKeys findings";
    assert.deepEqual(
      variables.map(({ name }) => name),
      names.split(" "),
    );
  });

  it("parents its children, binds after the policy stands, and hands out what it does", async () => {
    const recorder = await build(prod);
    const component = recorder.resource("strongroom:index:ConfigMapAdmission", "door");
    const policy = recorder.resource(policyType);
    const binding = recorder.resource(bindingType);
    assert.deepEqual([policy.parent, binding.parent], [component.urn, component.urn]);
    assert.ok(binding.dependencies.includes(policy.urn));
    assert.deepEqual(policy.inputs["metadata"], { name: "strongroom-config-maps" });
    assert.deepEqual(binding.inputs["metadata"], { name: "strongroom-config-maps" });
    assert.deepEqual(component.outputs, { action: "deny", policyName: "strongroom-config-maps" });
    assert.equal(await valueOf(recorder.value.policyName), "strongroom-config-maps");
  });

  it("installs nothing where it is off", async () => {
    const recorder = await build({ ...prod, action: "off" });
    assert.deepEqual(
      recorder.resources.map(({ type }) => type),
      ["strongroom:index:ConfigMapAdmission"],
    );
    assert.equal(recorder.value.policyName, undefined);
  });

  it("refuses wrong arguments, all at once, before anything is registered", async () => {
    const args: ConfigMapAdmissionArgs = {
      ...prod,
      name: "Config Maps",
      namespaces: ["api", "team-*", "kube-system"],
      exceptNamespaces: ["kube-system", ""],
    };
    await assert.rejects(build(args), {
      message: [
        'ConfigMapAdmission "door" cannot be created:',
        '  name: must consist of small letters, digits and dashes, at most 63, e.g. "strongroom-config-maps", not "Config Maps"',
        '  namespaces[1]: must be the name of a namespace: small letters, digits and dashes, e.g. "api", not "team-*"',
        "  namespaces[2]: is among exceptNamespaces too, and would never be judged: remove it from one of them",
        '  exceptNamespaces[1]: must be the name of a namespace: small letters, digits and dashes, e.g. "api", not ""',
      ].join("\n"),
    });
  });
});
