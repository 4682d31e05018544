import assert from "node:assert/strict";
import { Reloader, type ReloaderArgs } from "../../components/reloader";
import { record } from "./mocks";

const at = (name: string) => ({ name, account: "123456789012", region: "eu-west-1" });
const build = (args: Partial<ReloaderArgs> = {}) =>
  record(() => new Reloader("reloader", { environment: at("prod"), namespaces: ["billing", "api"], ...args }));

interface Values {
  reloader: Record<string, unknown> & { deployment: Record<string, unknown> };
}

async function valuesOf(args: Partial<ReloaderArgs> = {}): Promise<Values["reloader"]> {
  const { inputs } = (await build(args)).resource("kubernetes:helm.sh/v3:Release");
  return (inputs["values"] as Values).reloader;
}

describe("Reloader", () => {
  it("installs the pinned chart in a namespace of its own", async () => {
    const { values: _, compat: _compat, ...inputs } = (await build()).resource("kubernetes:helm.sh/v3:Release").inputs;
    assert.deepEqual(inputs, {
      name: "reloader",
      chart: "reloader",
      version: "2.2.16",
      repositoryOpts: { repo: "https://stakater.github.io/stakater-charts" },
      namespace: "reloader",
      createNamespace: false,
      atomic: true,
      cleanupOnFail: true,
      timeout: 300,
    });
  });

  it("sees Secrets of the given namespaces and nothing else, and leaves containers as they are", async () => {
    const { watchGlobally, namespaces, ignoreConfigMaps, ignoreJobs, ignoreCronJobs, reloadStrategy } =
      await valuesOf();
    assert.deepEqual(
      { watchGlobally, namespaces, ignoreConfigMaps, ignoreJobs, ignoreCronJobs, reloadStrategy },
      {
        watchGlobally: false,
        namespaces: ["api", "billing"],
        ignoreConfigMaps: true,
        ignoreJobs: true,
        ignoreCronJobs: true,
        reloadStrategy: "annotations",
      },
    );
  });

  it("may do little on its node and in the network", async () => {
    const { deployment, netpol, readOnlyRootFileSystem } = await valuesOf();
    const { securityContext, containerSecurityContext, resources } = deployment;
    assert.deepEqual(
      { securityContext, containerSecurityContext, netpol, readOnlyRootFileSystem },
      {
        securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
        containerSecurityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        netpol: { enabled: true },
        readOnlyRootFileSystem: true,
      },
    );
    assert.deepEqual(resources, { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } });
  });

  it("is two in production, of which one works and one can go", async () => {
    for (const [environment, replicas] of [
      ["prod", 2],
      ["dev", 1],
    ] as const) {
      const { enableHA, deployment, podDisruptionBudget } = await valuesOf({ environment: at(environment) });
      assert.deepEqual(
        { enableHA, replicas: deployment["replicas"], podDisruptionBudget },
        {
          enableHA: replicas === 2,
          replicas,
          podDisruptionBudget: replicas === 2 ? { enabled: true, minAvailable: 1 } : { enabled: false },
        },
      );
    }
    assert.equal((await valuesOf({ environment: at("dev"), highlyAvailable: true })).deployment["replicas"], 2);
  });

  it("takes other values over its own, key by key", async () => {
    const { deployment, netpol } = await valuesOf({ values: { reloader: { deployment: { replicas: 3 } } } });
    assert.equal(deployment["replicas"], 3);
    assert.deepEqual(netpol, { enabled: true });
  });

  it("refuses every wrong argument at once", async () => {
    const wrong = { namespaces: [], namespace: "Re", chartVersion: "2", values: { reloader: { watchGlobally: true } } };
    await assert.rejects(build(wrong), {
      message: [
        'Reloader "reloader" cannot be created:',
        '  namespace: must be the name of a namespace: small letters, digits and dashes, e.g. "api", not "Re"',
        '  chartVersion: must be one version, e.g. "2.2.16", not "2": a range would upgrade by itself',
        '  namespaces: must name the namespaces whose workloads are restarted, e.g. ["api"]',
        '  values.reloader.watchGlobally: is settled by the argument "namespaces": remove it',
      ].join("\n"),
    });
  });
});
