import assert from "node:assert/strict";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/consumers-restart";
import { ask } from "./in-process";

function externalSecret(spec: ValueMap = {}, metadata: ValueMap = {}): ExampleResource {
  const type = "kubernetes:external-secrets.io/v1:ExternalSecret";
  const props = { metadata: { name: "api-secrets", namespace: "api", ...metadata }, spec };
  return { type, name: "external-secret", props };
}

const variable = (name: Value = "api-secrets"): ValueMap => ({ valueFrom: { secretKeyRef: { name, key: "A" } } });
const file = { secret: { secretName: "api-secrets" } };

function workload(podSpec: ValueMap, metadata: ValueMap = {}, kind = "Deployment"): ExampleResource {
  const spec = kind === "Pod" ? podSpec : { template: { spec: podSpec } };
  const type = `kubernetes:${kind === "Pod" ? "core" : "apps"}/v1:${kind}`;
  return { type, name: "web", props: { metadata: { name: "api", namespace: "api", ...metadata }, spec } };
}

const reads = { containers: [{ env: [variable()] }] };

/** Every message, with its level. */
function messages(...resources: ExampleResource[]): string[] {
  return ask(rule, resources).map(({ level, message }) => `${level}: ${message}`);
}

/** Whether a Deployment that reads a variable is found, by its annotations. */
function isFound(annotations: ValueMap, secret: ValueMap = {}): boolean {
  const spec = { target: { template: { metadata: { annotations: secret } } } };
  return messages(externalSecret(spec), workload(reads, { annotations })).length > 0;
}

describe("consumers-restart", () => {
  it("names workload, Secret and ExternalSecret, and the annotation to type", () => {
    assert.deepEqual(ask(rule, [externalSecret(), workload(reads)]), [
      {
        policy: "consumers-restart",
        level: "mandatory",
        resource: "web",
        message: [
          "Deployment api reads the Secret api-secrets, which ExternalSecret api-secrets keeps up to date, and nothing restarts it when that changes.",
          `Fix: put annotations of ServiceSecrets on the workload's own metadata, or "secret.reloader.stakater.com/reload": "api-secrets".`,
          '     A workload that reads only files, and reads them again by itself, says so with "strongroom/reloads": "true".',
        ].join("\n"),
      },
    ]);
  });

  it("keeps the Secrets that are listed already", () => {
    const annotations = { "secret.reloader.stakater.com/reload": "tls, other" };
    const [message] = messages(externalSecret(), workload(reads, { annotations }));
    assert.match(message!, /"secret\.reloader\.stakater\.com\/reload": "tls,other,api-secrets"\./);
  });

  it("says one thing about a workload, whatever it reads", () => {
    const other = {
      ...externalSecret({ target: { name: "api-parameters" } }, { name: "api-parameters" }),
      name: "two",
    };
    const spec = { containers: [{ env: [variable(), variable("api-parameters")] }, { env: [variable()] }] };
    const found = messages(externalSecret(), other, workload(spec));
    assert.equal(found.length, 1);
    assert.match(
      found[0]!,
      /reads the Secret api-secrets, api-parameters, which ExternalSecret api-secrets, ExternalSecret api-parameters keeps up to date/,
    );
  });

  it("knows what Reloader does with each annotation", () => {
    const list = "secret.reloader.stakater.com/reload";
    const auto = "reloader.stakater.com/auto";
    const search = { "reloader.stakater.com/search": "true" };
    assert.equal(isFound({}), true);
    assert.equal(isFound({ [list]: "api-secrets" }), false);
    assert.equal(isFound({ [list]: "api-.*" }), false);
    assert.equal(isFound({ [list]: "api" }), true);
    assert.equal(isFound({ [list]: "(" }), true);
    assert.equal(isFound({ [auto]: "true" }), false);
    assert.equal(isFound({ [auto]: "yes" }), true);
    assert.equal(isFound({ "configmap.reloader.stakater.com/auto": "true" }), true);
    assert.equal(isFound({ [auto]: "true", "secrets.exclude.reloader.stakater.com/reload": "api-secrets" }), true);
    assert.equal(isFound(search), true);
    assert.equal(isFound(search, { "reloader.stakater.com/match": "true" }), false);
    assert.equal(isFound({ [auto]: "true" }, { "reloader.stakater.com/ignore": "true" }), true);
  });

  it("takes the ExternalSecret's own annotations where it has no template", () => {
    const annotations = { "reloader.stakater.com/match": "true" };
    const searching = workload(reads, { annotations: { "reloader.stakater.com/search": "true" } });
    assert.deepEqual(messages(externalSecret({}, { annotations }), searching), []);
    assert.equal(messages(externalSecret({ target: { template: {} } }, { annotations }), searching).length, 1);
  });

  it("believes that files are read again, and not that variables are", () => {
    const metadata = { annotations: { "strongroom/reloads": "true" } };
    assert.deepEqual(messages(externalSecret(), workload({ volumes: [file] }, metadata)), []);
    assert.match(
      messages(externalSecret(), workload(reads, metadata))[0]!,
      /, and nothing restarts it when that changes\. strongroom\/reloads does not help: variables never change\.\n/,
    );
  });

  it("tells a kind that Reloader restarts from one that it does not", () => {
    const metadata = { annotations: { "reloader.stakater.com/auto": "true" } };
    for (const kind of ["Deployment", "StatefulSet", "DaemonSet"]) {
      assert.deepEqual(messages(externalSecret(), workload(reads, metadata, kind)), [], kind);
    }
    for (const kind of ["ReplicaSet", "Pod"]) {
      const [message] = messages(externalSecret(), workload(reads, metadata, kind));
      assert.match(message!, new RegExp(`\nFix: make it a Deployment: Reloader restarts no ${kind}\\.\n`));
    }
    assert.deepEqual(messages(externalSecret(), workload({ ...reads, restartPolicy: "Never" }, {}, "Pod")), []);
    assert.deepEqual(messages(externalSecret(), workload(reads, {}, "DeploymentPatch")), []);
  });

  it("leaves alone what is not kept up to date, or is no Secret", () => {
    for (const spec of [
      { refreshPolicy: "CreatedOnce" },
      { refreshInterval: "0" },
      { refreshInterval: "0h0m0s" },
      { target: { manifest: { apiVersion: "v1", kind: "ConfigMap" } } },
      { target: { creationPolicy: "None" } },
      { target: { name: "another" } },
    ]) {
      assert.deepEqual(messages(externalSecret(spec), workload(reads)), [], JSON.stringify(spec));
    }
    assert.deepEqual(messages(workload(reads)), []);
  });

  it("reads what a ClusterExternalSecret writes into many namespaces", () => {
    const cluster = (spec: ValueMap): ExampleResource => ({
      type: "kubernetes:external-secrets.io/v1:ClusterExternalSecret",
      name: "everywhere",
      props: { metadata: { name: "everywhere" }, spec },
    });
    const target = { externalSecretSpec: { target: { name: "api-secrets" } } };
    assert.equal(messages(cluster({ ...target, namespaceSelectors: [{}] }), workload(reads)).length, 1);
    assert.equal(messages(cluster({ ...target, namespaces: ["api"] }), workload(reads)).length, 1);
    assert.deepEqual(messages(cluster({ ...target, namespaces: ["billing"] }), workload(reads)), []);
    assert.equal(messages(cluster({ externalSecretName: "api-secrets" }), workload(reads)).length, 1);
  });

  describe("while names are not known", () => {
    it("advises where the namespace may be the same one", () => {
      assert.deepEqual(messages(externalSecret(), workload(reads, { namespace: unknown })), [
        "advisory: Deployment api reads the Secret api-secrets, which ExternalSecret api-secrets keeps up to date; whether anything restarts it then is not known at preview.",
      ]);
    });

    it("blocks where both namespaces come from the same resource", () => {
      const namespace: ExampleResource = { type: "kubernetes:core/v1:Namespace", name: "api-namespace", props: {} };
      const propertyDependencies = { metadata: ["api-namespace"] };
      const found = messages(
        namespace,
        { ...externalSecret({}, { namespace: unknown }), propertyDependencies },
        { ...workload(reads, { namespace: unknown }), propertyDependencies },
      );
      assert.match(found[0]!, /^mandatory: /);
    });

    it("links a name that comes from the ExternalSecret itself", () => {
      const unnamed = externalSecret({}, { name: unknown });
      const linked = {
        ...workload({ containers: [{ env: [variable(unknown)] }] }),
        propertyDependencies: { spec: ["external-secret"] },
      };
      assert.match(
        messages(unnamed, linked)[0]!,
        /^mandatory: Deployment api reads the Secret \(a name that is not known\), /,
      );
      assert.deepEqual(messages(unnamed, { ...linked, propertyDependencies: {} }), []);
    });

    it("advises where an annotation may list the Secret", () => {
      const list = "secret.reloader.stakater.com/reload";
      for (const metadata of [{ annotations: { [list]: unknown } }, { annotations: unknown }] as ValueMap[]) {
        assert.match(
          messages(externalSecret(), workload(reads, metadata))[0]!,
          /^advisory: .* is not known at preview\.$/,
        );
      }
    });
  });

  it("does not trip over what is not as it should be", () => {
    for (const odd of [unknown, null, 1, "x", [], {}] as Value[]) {
      const props = { metadata: odd, spec: odd, items: odd } as ValueMap;
      const odds = [externalSecret(), workload(reads)].map((resource) => ({ ...resource, props }));
      for (const { message } of ask(rule, [...odds, externalSecret(), workload(reads)])) {
        assert.doesNotMatch(message, /could not judge/);
      }
    }
  });
});
