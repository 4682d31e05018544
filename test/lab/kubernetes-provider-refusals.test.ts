import assert from "node:assert/strict";
import { standInCharts } from "../../lab/charts/stand-ins";
import { findChart, labCharts } from "../../lab/providers/kubernetes/charts";
import { configurationProblems, diffConfiguration } from "../../lab/providers/kubernetes/configuration";
import { loadKubeConfig } from "../../lab/providers/kubernetes/connection";
import { helmArguments, releaseProblems, uninstallArguments } from "../../lab/providers/kubernetes/helm-arguments";
import { nameObject } from "../../lab/providers/kubernetes/naming";
import { openProvider } from "../../lab/providers/kubernetes/provider";
import { resourceNames } from "../../lab/providers/kubernetes/release-state";

const kubeconfig = (server: string) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster: { server } }],
    users: [{ name: "nobody", user: {} }],
    contexts: [{ name: "lab", context: { cluster: "lab", user: "nobody" } }],
    "current-context": "lab",
  });

const source = { urn: "urn:pulumi:dev::p::kubernetes:core/v1:ConfigMap::settings", seed: new Uint8Array([1]) };

describe("the lab's Kubernetes provider: names", () => {
  it("makes the same name from the same seed, marks it, and keeps it", () => {
    const first = nameObject({}, undefined, source);
    assert.deepEqual(first, nameObject({}, undefined, source));
    assert.deepEqual(first["metadata"], {
      name: "settings-4bf5122f",
      annotations: { "pulumi.com/autonamed": "true" },
    });
    assert.deepEqual(nameObject({ metadata: {} }, first, { ...source, seed: new Uint8Array([2]) }), first);
  });

  it("leaves a given name alone", () => {
    const given = { metadata: { name: "mine" } };
    assert.equal(nameObject(given, undefined, source), given);
  });

  it("refuses to make one where the stack forbids it", () => {
    const forbidden = { ...source, autonaming: { mode: "disable" as const, proposedName: "" } };
    assert.throws(() => nameObject({}, undefined, forbidden), {
      message: "Automatic names are switched off for this stack. Set metadata.name of settings.",
    });
  });
});

describe("the lab's Kubernetes provider: configuration", () => {
  it("takes what the program's provider sets", () => {
    assert.deepEqual(configurationProblems({ kubeconfig: kubeconfig("https://a"), enableServerSideApply: "true" }), []);
  });

  it("refuses by name what it does not carry out", () => {
    const problems = configurationProblems({
      renderYamlToDirectory: "out",
      enableServerSideApply: "false",
      helmReleaseSettings: '{"driver":"configmap"}',
      speed: "fast",
    });
    assert.deepEqual(
      problems.map(({ property }) => property),
      ["renderYamlToDirectory", "helmReleaseSettings", "speed", "enableServerSideApply"],
    );
    assert.equal(problems[0]!.reason, "the lab does not carry out renderYamlToDirectory: leave it out in the lab");
  });

  it("makes everything anew in another cluster, and nothing for another spelling of the same", () => {
    const before = { kubeconfig: kubeconfig("https://a") };
    assert.deepEqual(diffConfiguration(before, { kubeconfig: kubeconfig("https://b") }), {
      changed: ["kubeconfig"],
      replaces: ["kubeconfig"],
    });
    assert.deepEqual(diffConfiguration(before, { kubeconfig: ` ${kubeconfig("https://a")}` }).replaces, []);
  });

  it("names the contexts that there are", () => {
    assert.throws(() => loadKubeConfig({ kubeconfig: kubeconfig("https://a"), context: "other" }), {
      message:
        'The kubeconfig has no context "other"; it has: lab. Set kubernetes:context, or current-context in the kubeconfig.',
    });
  });

  it("refuses an unknown type and says what there is", () => {
    const { handlerOf } = openProvider({ kubeconfig: kubeconfig("https://a") });
    assert.throws(() => handlerOf("kubernetes:helm.sh/v3:Chart"), {
      message:
        "the lab does not carry out kubernetes:helm.sh/v3:Chart: it carries out every kind of the API server, " +
        "helm.sh/v3:Release, yaml/v2:ConfigFile, yaml/v2:ConfigGroup, helm.sh/v4:Chart, kustomize/v2:Directory. " +
        "Leave the resource out in the lab, or add it to lab/providers/kubernetes.",
    });
  });
});

describe("the lab's Kubernetes provider: releases", () => {
  const release = { name: "operator", namespace: "team", timeout: 60, values: { token: "x".repeat(8) } };

  it("gives Helm everything but the values as arguments", () => {
    const inputs = { ...release, atomic: true, cleanupOnFail: true, skipCrds: false };
    assert.deepEqual(helmArguments("install", inputs, "/charts/operator"), [
      "install",
      "operator",
      "/charts/operator",
      "--namespace=team",
      "--atomic",
      "--wait",
      "--timeout=60s",
      "--values=-",
      "--output=json",
    ]);
    assert.deepEqual(helmArguments("upgrade", { ...inputs, maxHistory: 3, skipAwait: true }, "/c").slice(3), [
      "--namespace=team",
      "--atomic",
      "--cleanup-on-fail",
      "--timeout=60s",
      "--history-max=3",
      "--values=-",
      "--output=json",
    ]);
  });

  it("waits for the end of what it removes", () => {
    const waiting = ["uninstall", "operator", "--namespace=team", "--wait", "--timeout=60s"];
    assert.deepEqual(uninstallArguments(release), waiting);
    assert.deepEqual(uninstallArguments({ ...release, skipAwait: true }), waiting.slice(0, 3));
  });

  it("refuses inputs that it does not carry out, unless they are off", () => {
    assert.deepEqual(releaseProblems({ chart: "c", verify: false, compat: "true", valueYamlFiles: [] }), []);
    const problems = releaseProblems({ postrender: "cat", repositoryOpts: { repo: "https://r", username: "u" } });
    assert.deepEqual(
      problems.map(({ property }) => property),
      ["postrender", "repositoryOpts", "chart"],
    );
  });

  it("finds the lab's charts and names them where another is wanted", () => {
    const charts = labCharts({ STRONGROOM_LAB_CHARTS: '{"external-secrets":{"version":"0.20.4","path":"/c"}}' });
    const repository = "https://charts.external-secrets.io";
    assert.equal(findChart({ chart: "external-secrets", version: "v0.20.4", repository }, charts).path, "/c");
    assert.throws(() => findChart({ chart: "external-secrets", version: "2.9.0", repository }, charts), {
      message:
        'the lab has the chart "external-secrets" in version 0.20.4, not 2.9.0. Set that version in the lab; a range is not read.',
    });
    assert.throws(() => findChart({ chart: "nginx", repository: "https://r.example" }, charts), {
      message:
        'the lab has no chart "nginx" of https://r.example; it has external-secrets 0.20.4. Name one of them, or a folder.',
    });
  });

  it("tells two charts of one name apart by where they come from", () => {
    const charts = standInCharts();
    const stakater = { chart: "reloader", repository: "https://stakater.github.io/stakater-charts/" };
    const companion = { chart: "oci://ghcr.io/external-secrets/charts/reloader", version: "0.2.0" };
    assert.match(findChart(stakater, charts).path, /stakater-reloader$/);
    assert.match(findChart(companion, charts).path, /external-secrets-reloader$/);
    assert.throws(
      () => findChart({ chart: "reloader", repository: "https://r.example" }, charts),
      /the lab has no chart "reloader" of https:\/\/r.example/,
    );
  });

  it("names what a release consists of, as the vendor groups it", () => {
    const manifest = [
      "---",
      "# Source: a.yaml",
      "apiVersion: apps/v1",
      "kind: Deployment",
      "metadata:",
      "  name: web",
      "  namespace: team",
      "spec: {}",
      "---",
      "apiVersion: v1",
      "kind: ServiceAccount",
      "metadata: {name: web}",
      "---",
      "# nothing",
    ].join("\n");
    assert.deepEqual(resourceNames(manifest), {
      "Deployment.apps/apps/v1": ["team/web"],
      "ServiceAccount/v1": ["web"],
    });
  });
});
