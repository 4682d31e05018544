import assert from "node:assert/strict";
import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { resolveEnvironment } from "../../lab/kubelet/environment";
import { expand } from "../../lab/kubelet/expansion";
import type { Sources } from "../../lab/kubelet/sources";

const pod: V1Pod = {
  metadata: { name: "api-0", namespace: "prod", uid: "0-1", labels: { app: "api" } },
  spec: { nodeName: "node-a", containers: [] },
};
const place = { podIP: "127.97.128.1", hostIP: "127.0.0.1" };
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const sources: Sources = {
  secret: (name) => (name === "api" ? { data: { TOKEN: base64("t$(HOME)"), EMPTY: "" } } : undefined),
  configMap: (name) => (name === "settings" ? { data: { LEVEL: "info", TOKEN: "from-settings" } } : undefined),
};

function variables(container: Partial<V1Container>): Record<string, string> {
  return resolveEnvironment(pod, { name: "api", ...container }, sources, place).variables;
}

describe("expand", () => {
  it("puts variables in and leaves unknown ones as they are written", () => {
    assert.equal(expand("$(A)-$(B)-$(A)", { A: "1" }), "1-$(B)-1");
  });

  it("takes two dollars for one", () => {
    assert.equal(expand("$$(A) $$$(A) $ $A $(A", { A: "1" }), "$(A) $1 $ $A $(A");
  });

  it("does not look into what it has put in", () => {
    assert.equal(expand("$(A)", { A: "$(B)", B: "2" }), "$(B)");
  });

  it("knows only own names", () => {
    assert.equal(expand("$(constructor)", {}), "$(constructor)");
  });
});

describe("a container's variables", () => {
  it("come from whole objects first, the later over the earlier, and from single ones then", () => {
    const envFrom = [{ secretRef: { name: "api" } }, { configMapRef: { name: "settings" }, prefix: "" }];
    assert.deepEqual(variables({ envFrom, env: [{ name: "LEVEL", value: "debug" }] }), {
      TOKEN: "from-settings",
      EMPTY: "",
      LEVEL: "debug",
    });
  });

  it("take a prefix", () => {
    assert.deepEqual(variables({ envFrom: [{ configMapRef: { name: "settings" }, prefix: "S_" }] }), {
      S_LEVEL: "info",
      S_TOKEN: "from-settings",
    });
  });

  it("read a Secret's key as it is, without expanding it", () => {
    const env = [
      { name: "HOME", value: "/root" },
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "TOKEN" } } },
    ];
    assert.equal(variables({ env })["TOKEN"], "t$(HOME)");
  });

  it("may name what stands before them, and not what comes after", () => {
    const env = [
      { name: "A", value: "1" },
      { name: "B", value: "$(A)$(C)" },
      { name: "C", value: "3" },
    ];
    assert.equal(variables({ env })["B"], "1$(C)");
  });

  it("read the pod's fields", () => {
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    const env = [
      field("NAME", "metadata.name"),
      field("IP", "status.podIP"),
      field("APP", "metadata.labels['app']"),
      field("NODE", "spec.nodeName"),
    ];
    assert.deepEqual(variables({ env }), { NAME: "api-0", IP: "127.97.128.1", APP: "api", NODE: "node-a" });
  });

  it("read the container's resources, rounded up in units of the divisor", () => {
    const resource = (name: string, resource: string, divisor?: string) => ({
      name,
      valueFrom: { resourceFieldRef: { resource, divisor } },
    });
    const resources = { limits: { memory: "128Mi" }, requests: { cpu: "250m" } };
    const env = [
      resource("BYTES", "limits.memory"),
      resource("MEBIBYTES", "limits.memory", "1Mi"),
      resource("CPU", "requests.cpu"),
      resource("MILLI", "requests.cpu", "1m"),
    ];
    assert.deepEqual(variables({ env, resources }), { BYTES: "134217728", MEBIBYTES: "128", CPU: "1", MILLI: "250" });
  });

  it("are not to be had while a Secret or a key is missing, in kubelet's words", () => {
    const secret = (name: string, key: string) => [{ name: "X", valueFrom: { secretKeyRef: { name, key } } }];
    assert.throws(() => variables({ env: secret("none", "A") }), {
      name: "NotYet",
      message: 'secret "none" not found',
    });
    assert.throws(() => variables({ env: secret("api", "A") }), { message: "couldn't find key A in Secret prod/api" });
    assert.throws(() => variables({ envFrom: [{ configMapRef: { name: "none" } }] }), {
      message: 'configmap "none" not found',
    });
  });

  it("leave out what is optional and missing, and keep an empty value", () => {
    const ref = (name: string, key: string) => ({
      name: key,
      valueFrom: { secretKeyRef: { name, key, optional: true } },
    });
    const env = [ref("none", "A"), ref("api", "B"), ref("api", "EMPTY")];
    const envFrom = [{ secretRef: { name: "none", optional: true } }];
    assert.deepEqual(variables({ env, envFrom }), { EMPTY: "" });
  });

  it("tell which values the pod's author wrote", () => {
    const env = [
      { name: "WRITTEN", value: ":8080" },
      { name: "COMPOSED", value: "$(TOKEN)" },
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "TOKEN" } } },
    ];
    const { written } = resolveEnvironment(pod, { name: "api", env }, sources, place);
    assert.deepEqual([...written], ["WRITTEN"]);
  });
});
