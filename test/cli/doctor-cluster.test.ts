import assert from "node:assert/strict";
import { type ClusterFacts, clusterLines } from "../../cli/doctor/cluster";
import type { DeploymentFacts } from "../../cli/doctor/deployments";
import { expectedInCluster } from "../../cli/doctor/expected";
import { loadProgram } from "../../cli/load-program";
import { failed, shown } from "./doctor-lines";
import { root } from "./run-cli";

describe("what the doctor says of the cluster", () => {
  const program = loadProgram("prod", root);
  const expected = expectedInCluster(program);
  const cluster = { ...program.environment.cluster, name: "prod", endpoint: "https://prod.example.com" };
  const situation = { environment: { name: "prod", stack: "prod", cluster }, expected, awaiting: ["worker"] };
  const deployment = (name: string, more: Partial<DeploymentFacts> = {}): DeploymentFacts => {
    const [namespace, selector] = ["external-secrets", `app.kubernetes.io/name=${name}`];
    return { namespace, name, replicas: 2, available: 2, chart: "external-secrets-2.9.0", selector, ...more };
  };
  const ready = { ready: true, message: "" };
  const good: ClusterFacts = {
    version: "v1.34.4",
    operator: { value: [deployment("external-secrets"), deployment("external-secrets-webhook")] },
    helpers: [
      { value: deployment("reloader", { namespace: "reloader" }) },
      { value: deployment("event-sync", { replicas: 1, available: 1 }) },
    ],
    kinds: { value: ["externalsecrets", "clustersecretstores", "secretstores"] },
    stores: [{ value: ready }, { value: ready }],
    externalSecrets: { value: expected.externalSecrets.map(({ namespace, name }) => ({ namespace, name, ...ready })) },
    admission: { value: ["Deny", "Audit"] },
  };
  const lines = (facts: Partial<ClusterFacts>, more = {}) =>
    clusterLines({ value: { ...good, ...facts } }, { ...situation, ...more });
  const up = "pulumi up --refresh --stack prod";

  it("is a line each where all is well", () => {
    assert.deepEqual(lines({}), [
      { check: "API server", state: "ok", found: "prod at https://prod.example.com, Kubernetes v1.34.4" },
      { check: "operator", state: "ok", found: "2 Deployments of external-secrets available" },
      { check: "operator's chart", state: "ok", found: "2.9.0" },
      { check: "CRDs", state: "ok", found: "external-secrets.io/v1 is served" },
      { check: "Reloader", state: "ok", found: "Deployment reloader/reloader available" },
      { check: "event sync", state: "ok", found: "Deployment external-secrets/event-sync available" },
      { check: "store", state: "ok", found: "aws-secrets-manager is ready" },
      { check: "store", state: "ok", found: "aws-parameter-store is ready" },
      { check: "ExternalSecrets", state: "ok", found: "6 ExternalSecrets, all ready" },
      { check: "admission policy", state: "ok", found: "strongroom-config-maps is bound: Deny, Audit" },
    ]);
  });

  it("names the stack that brings what is missing: a team's its ExternalSecrets, the environment's own all else", () => {
    const missing = { externalSecrets: { value: [] }, stores: [{ value: undefined }, { value: ready }] };
    const found = lines(missing, { environment: { ...situation.environment, stack: "prod-payments" } });
    assert.deepEqual(
      shown(found, "store")[0],
      `problem: there is no ClusterSecretStore aws-secrets-manager. Fix: ${up}`,
    );
    for (const line of shown(found, "ExternalSecrets")) assert.ok(line.endsWith(`Fix: ${up}-payments`), line);
  });

  it("is no pass of anything where it was not reached", () => {
    const [first, ...rest] = clusterLines(failed, situation);
    assert.deepEqual(first, { check: "API server", state: "problem", found: "it was refused.", fix: "ask." });
    assert.deepEqual(
      rest.map(({ check }) => check),
      ["operator", "CRDs", "Reloader", "event sync", "stores", "ExternalSecrets", "admission policy"],
    );
    for (const { state, found, fix } of rest) {
      assert.deepEqual([state, found, fix], ["not-checked", "cluster prod was not reached.", undefined]);
    }
  });

  it("says of each look that failed why it did", () => {
    const all = { operator: failed, kinds: failed, externalSecrets: failed, admission: failed };
    const [, ...rest] = lines({ ...all, helpers: [failed, failed], stores: [failed, failed] });
    assert.equal(rest.length, 8);
    for (const { state, found, fix } of rest) {
      assert.deepEqual([state, found, fix], ["not-checked", "it was refused.", "ask."]);
    }
  });

  const zero = { replicas: 0, available: 0 };
  const [secrets] = expected.externalSecrets;
  const standing = expected.externalSecrets.map(({ namespace, name }) => ({ namespace, name, ...ready }));
  const failing = (name: string) => ({
    externalSecrets: {
      value: standing.map((one) => (one.name === name ? { ...one, ready: false, message: "no such entry" } : one)),
    },
  });
  for (const [what, check, facts, wanted] of [
    [
      "an operator that is scaled to zero",
      "operator",
      { operator: { value: [deployment("external-secrets", zero), deployment("external-secrets-webhook")] } },
      "problem: Deployment external-secrets/external-secrets is scaled to zero. " +
        "Fix: kubectl scale deployment external-secrets --namespace external-secrets --replicas 2",
    ],
    [
      "an operator without pods that work",
      "operator",
      { operator: { value: [deployment("external-secrets", { available: 1 })] } },
      "problem: Deployment external-secrets/external-secrets: 1 of 2 pods available. " +
        "Fix: kubectl describe pods --namespace external-secrets --selector app.kubernetes.io/name=external-secrets",
    ],
    [
      "an operator that is missing",
      "operator",
      { operator: { value: [] } },
      `problem: there is no Deployment of external-secrets in external-secrets. Fix: ${up}`,
    ],
    [
      "a chart of another version",
      "operator's chart",
      { operator: { value: [deployment("external-secrets", { chart: "external-secrets-2.4.1" })] } },
      "warning: 2.4.1; wanted 2.9.0. Fix: pulumi up --stack prod",
    ],
    [
      "a chart without a version",
      "operator's chart",
      { operator: { value: [deployment("external-secrets", { chart: undefined })] } },
      "warning: no label says its version; wanted 2.9.0. Fix: pulumi up --stack prod",
    ],
    [
      "kinds that are not served",
      "CRDs",
      { kinds: { value: ["externalsecrets"] } },
      `problem: the cluster does not serve v1 of clustersecretstores.external-secrets.io. Fix: ${up}`,
    ],
    [
      "a Reloader that is missing",
      "Reloader",
      { helpers: [{ value: undefined }, good.helpers[1]] },
      `problem: there is no Deployment reloader/reloader. Fix: ${up}`,
    ],
    [
      "an event sync that is scaled to zero",
      "event sync",
      { helpers: [good.helpers[0], { value: deployment("event-sync", zero) }] },
      "problem: Deployment external-secrets/event-sync is scaled to zero. " +
        "Fix: kubectl scale deployment event-sync --namespace external-secrets --replicas 1",
    ],
    [
      "a value that is awaited behind an ExternalSecret",
      "ExternalSecrets",
      failing("worker-secrets"),
      "problem: worker/worker-secrets is not ready: no such entry. Fix: npx strongroom seed prod worker",
    ],
    [
      "an ExternalSecret that fails otherwise",
      "ExternalSecrets",
      failing("worker-parameters"),
      "problem: worker/worker-parameters is not ready: no such entry. " +
        'Fix: kubectl annotate externalsecret worker-parameters --namespace worker --overwrite force-sync="$(date +%s)"\n' +
        "kubectl describe externalsecret worker-parameters --namespace worker says more where that does not help.",
    ],
    [
      "an ExternalSecret that is missing",
      "ExternalSecrets",
      { externalSecrets: { value: standing.slice(1) } },
      `problem: ${secrets!.namespace}/${secrets!.name} does not exist. Fix: ${up}`,
    ],
    [
      "a policy that is not bound",
      "admission policy",
      { admission: { value: undefined } },
      `problem: strongroom-config-maps is not bound: no ConfigMap is judged. Fix: ${up}`,
    ],
    [
      "a policy that only warns",
      "admission policy",
      { admission: { value: ["Warn", "Audit"] } },
      `problem: strongroom-config-maps is bound with Warn, Audit; wanted Deny. Fix: ${up}`,
    ],
  ] as [string, string, Partial<ClusterFacts>, string][]) {
    it(`names ${what}`, () => assert.deepEqual(shown(lines(facts), check), [wanted]));
  }

  it("names each store that is missing or not ready", () => {
    const unready = { value: { ready: false, message: "AccessDenied" } };
    assert.deepEqual(shown(lines({ stores: [{ value: undefined }, unready] }), "store"), [
      `problem: there is no ClusterSecretStore aws-secrets-manager. Fix: ${up}`,
      "problem: aws-parameter-store is not ready: AccessDenied. Fix: kubectl describe clustersecretstore aws-parameter-store",
    ]);
  });

  it("looks for no policy that the stack file switches off", () => {
    const off = { expected: { ...expected, admission: undefined } };
    assert.deepEqual(shown(lines({ admission: { value: undefined } }, off), "admission policy"), [
      "ok: off, as the stack file says",
    ]);
  });

  it("expects less where nothing is production", () => {
    const dev = expectedInCluster(loadProgram("dev", root));
    assert.deepEqual(dev.helpers, [{ what: "Reloader", namespace: "reloader", name: "reloader", replicas: 1 }]);
    assert.deepEqual(dev.operator, { namespace: "external-secrets", chartVersion: "2.9.0", replicas: 1 });
    assert.deepEqual(dev.admission, { name: "strongroom-config-maps", action: "warn" });
  });
});
