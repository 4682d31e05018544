import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { parseDocument } from "yaml";
import { discoverServices } from "../../components/model/discover-services";
import { consumer } from "../../components/model/consumer";
import { parseServices } from "../../components/model/parse-services";
import { SecretVolume, makeValue, root } from "./helpers";

const keys = ["DATABASE_URL", "STRIPE_SECRET_KEY", "JWT_SIGNING_KEY", "APPLE_SHARED_SECRET"];
const makeSecrets = (): Record<string, string> => Object.fromEntries(keys.map((key) => [key, makeValue()]));

interface Version {
  source: string;
  proofs?: Record<string, string>;
}

describe("the example application", () => {
  const proofKey = makeValue();
  const running: ChildProcess[] = [];
  const proofsOf = (secrets: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(secrets).map(([key, value]) => [key, createHmac("sha256", proofKey).update(value).digest("hex")]),
    );

  /** Starts it as kubelet would, and waits until it listens. */
  async function start(
    variables: Record<string, string>,
  ): Promise<{ child: ChildProcess; url: string; lines: Interface }> {
    const child = spawn(process.execPath, ["examples/app/main.js"], {
      cwd: root,
      env: { HOST: "127.0.0.1", PORT: "0", ...variables },
      stdio: ["ignore", "pipe", "inherit"],
    });
    running.push(child);
    const lines = createInterface(child.stdout);
    const [line] = (await once(lines, "line")) as [string];
    return { child, url: `http://127.0.0.1:${line.split(" ").at(-1)}`, lines };
  }

  async function version(url: string): Promise<Version> {
    return (await (await fetch(`${url}/version`)).json()) as Version;
  }

  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });

  it("serves from environment variables, and proves which values are in force without showing one", async () => {
    const secrets = makeSecrets();
    const { url, child } = await start({ ...secrets, PROOF_KEY: proofKey });
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    assert.equal((await fetch(`${url}/constructor`)).status, 404);
    const answer = await version(url);
    assert.deepEqual([answer.source, answer.proofs], ["environment", proofsOf(secrets)]);
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("gives no proof without a key", async () => {
    const { url } = await start(makeSecrets());
    assert.equal((await version(url)).proofs, undefined);
  });

  it("does not start with a key missing, and names it", () => {
    const { STRIPE_SECRET_KEY: _, ...secrets } = makeSecrets();
    const { status, stdout, stderr } = spawnSync(process.execPath, ["examples/app/main.js"], {
      cwd: root,
      encoding: "utf8",
      env: { PORT: "0", ...secrets },
    });
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(
      stderr,
      /^strongroom-runtime: 1 of 4 required secrets is missing:\n {2}STRIPE_SECRET_KEY: .+ not set\n/,
    );
    assert.match(stderr, /strongroom seed ENVIRONMENT api$/m);
  });

  it("plays another service, whose keys stand behind the command", () => {
    const { status, stderr } = spawnSync(process.execPath, ["examples/app/main.js", "worker", "TRACKING_API_KEY"], {
      cwd: root,
      encoding: "utf8",
      env: {},
    });
    assert.equal(status, 1);
    assert.match(stderr, /^ {2}TRACKING_API_KEY: the variable is not set$/m);
    assert.match(stderr, /strongroom seed ENVIRONMENT worker$/m);
  });

  it("takes a changed value from files on SIGHUP", async () => {
    const volume = new SecretVolume();
    try {
      const secrets = makeSecrets();
      volume.write(secrets);
      const { url, child, lines } = await start({ SECRETS_DIRECTORY: volume.directory, PROOF_KEY: proofKey });
      assert.deepEqual(await version(url), { version: "0.1.0", source: "files", proofs: proofsOf(secrets) });
      const changed = { ...secrets, APPLE_SHARED_SECRET: makeValue() };
      volume.write(changed);
      child.kill("SIGHUP");
      assert.deepEqual(await once(lines, "line"), ["New values: APPLE_SHARED_SECRET"]);
      assert.deepEqual((await version(url)).proofs, proofsOf(changed));
    } finally {
      volume.remove();
    }
  });

  it("has manifests that ask for what the service declares, by the component's own names", () => {
    const environment = { name: "dev", account: "111122223333", region: "eu-west-1" };
    const declared = discoverServices(path.join(root, "services")).filter(({ expectedName }) => expectedName === "api");
    const [api] = parseServices(declared, { environment });
    const wanted = consumer(api!);
    const read = (file: string) =>
      parseDocument(fs.readFileSync(path.join(root, "examples/app", file), "utf8"), {
        version: "1.1",
      }).toJS() as Deployment;

    const byVariables = read("deployment.yaml");
    const container = byVariables.spec.template.spec.containers[0]!;
    assert.deepEqual(
      container.env,
      keys.map((key) => wanted.env.find(({ name }) => name === key)),
    );
    const reloaded = wanted.annotations["secret.reloader.stakater.com/reload"]!.split(",");
    assert.ok(reloaded.includes(byVariables.metadata.annotations!["secret.reloader.stakater.com/reload"]!));

    const byFiles = read("deployment-files.yaml");
    assert.deepEqual(byFiles.spec.template.spec.volumes, wanted.volumes.slice(0, 1));
    assert.deepEqual(byFiles.spec.template.spec.containers[0]!.volumeMounts, wanted.volumeMounts.slice(0, 1));
    assert.equal(byFiles.spec.template.spec.containers[0]!.env[0]!.value, wanted.volumeMounts[0]!.mountPath);
    for (const { metadata, spec } of [byVariables, byFiles]) {
      assert.deepEqual([metadata.name, metadata.namespace], ["api", "api"]);
      assert.equal(spec.template.spec.containers[0]!.image, "strongroom-example-app:0.1.0");
    }
  });

  it("has manifests that the guard's scan passes", () => {
    const { status, stdout } = spawnSync(process.execPath, ["bin/strongroom.js", "scan", "examples/app"], {
      cwd: root,
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout], [0, "Scan: clean. 3 files, 2 objects.\n"]);
  });
});

interface Deployment {
  metadata: { name: string; namespace: string; annotations?: Record<string, string> };
  spec: {
    template: {
      spec: {
        volumes?: unknown;
        containers: { image: string; env: { name: string; value?: string }[]; volumeMounts?: unknown }[];
      };
    };
  };
}
