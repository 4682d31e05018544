import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Cluster } from "../../cli/cluster/cluster";
import { externalSecretsReading, forceSync, waitUntilRefreshed } from "../../cli/cluster/external-secrets";
import { proveSynced } from "../../cli/cluster/proof";
import { restartConsumers } from "../../cli/cluster/restart-consumers";
import { type Consumer, consumersOf, rolloutOf } from "../../cli/cluster/workloads";
import type { Service } from "../../components/model/service";
import { FakeCluster, type Json, makeCertificate } from "./fake-cluster";

const all = "/apis/external-secrets.io/v1/externalsecrets";
const one = "/apis/external-secrets.io/v1/namespaces/api/externalsecrets/api-secrets";
const deployment = "/apis/apps/v1/namespaces/api/deployments/api";
const pods = "/api/v1/namespaces/api/pods";
const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/api/app-AbCdEf";

const service = {
  name: "api",
  namespace: "api",
  workloads: [
    { kind: "Deployment", name: "api" },
    { kind: "StatefulSet", name: "gone" },
    { kind: "CronJob", name: "nightly" },
  ],
} as unknown as Service;

const externalSecret = (name: string, spec: Json, status: Json = {}): Json => ({
  metadata: { namespace: "api", name },
  spec,
  status,
});

describe("the environment's cluster", function () {
  this.timeout(60_000);
  let fake: FakeCluster;
  let cluster: Cluster;
  let environment: Awaited<ReturnType<FakeCluster["start"]>>;

  beforeEach(async () => {
    fake = new FakeCluster();
    environment = await fake.start();
    cluster = await Cluster.connect(environment);
  });
  afterEach(() => fake.stop());

  const inTime = () => ({ deadline: Date.now() + 10_000, say: () => undefined });

  it("is the stack file's, and takes no kubeconfig of the machine", async () => {
    fake.objects.set(all, { items: [] });
    process.env["KUBECONFIG"] = "/nowhere/of-another-cluster";
    try {
      const found = await externalSecretsReading(await Cluster.connect(environment), "dev/api/app");
      assert.deepEqual(found, []);
    } finally {
      delete process.env["KUBECONFIG"];
    }
    assert.deepEqual(fake.calls, [{ method: "GET", path: all, token: "Bearer of-dev" }]);
  });

  for (const [what, prepare, message] of [
    [
      "an AWS CLI that is missing",
      () => fake.withoutAws(),
      "The AWS CLI signs in to cluster dev, and there is no aws on PATH.\n" +
        "Fix: install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html.",
    ],
    [
      "a token that AWS does not give",
      () => fake.signIn("echo 'The SSO session has expired.' >&2; exit 255"),
      "There is no token for cluster dev of dev: The SSO session has expired.\n" +
        "Fix: sign in to AWS, then see that this gives one: aws eks get-token --cluster-name dev --region eu-west-1.",
    ],
  ] as const) {
    it(`says what to do about ${what}, before anything is done`, async () => {
      prepare();
      await assert.rejects(Cluster.connect(environment), { name: "UserError", message });
    });
  }

  for (const [status, calls, message] of [
    [
      401,
      1,
      "does not accept your token.\nFix: sign in to AWS again (aws sso login), and see that aws eks get-token --cluster-name dev --region eu-west-1 gives a token; your role needs an access entry of the cluster.",
    ],
    [
      403,
      1,
      "refused listing ExternalSecrets: Not you.\nFix: take a role whose access entry allows this: aws eks list-access-entries --cluster-name dev --region eu-west-1.",
    ],
    [
      503,
      4,
      "refused listing ExternalSecrets (status 503): Not you.\nFix: run this again; kubectl get --raw /readyz says how the API server is.",
    ],
  ] as const) {
    it(`says what to do about status ${status}, after ${calls} attempts`, async () => {
      fake.before = () => ({ status, message: "Not you" });
      await assert.rejects(externalSecretsReading(cluster, "dev/api/app"), (error: Error) => {
        assert.equal(error.message, `The cluster dev (${environment.cluster.endpoint}) ${message}`);
        return true;
      });
      assert.equal(fake.calls.length, calls);
    });
  }

  it("goes on when the API server is busy for a moment", async () => {
    fake.objects.set(all, { items: [] });
    let busy = 2;
    fake.before = () => (busy-- > 0 ? { status: 429, message: "Later" } : undefined);
    assert.deepEqual(await externalSecretsReading(cluster, "dev/api/app"), []);
  });

  it("says when it has no operator, and when nobody answers", async () => {
    await assert.rejects(externalSecretsReading(cluster, "dev/api/app"), {
      message:
        "Cluster dev has no ExternalSecrets (external-secrets.io/v1): the operator is not installed.\nFix: pulumi up --stack dev.",
    });
    const endpoint = "https://127.0.0.1:1";
    const dead = await Cluster.connect({ ...environment, cluster: { ...environment.cluster, endpoint } });
    await assert.rejects(externalSecretsReading(dead, "dev/api/app"), {
      message:
        `The cluster dev (${endpoint}) gave no answer on listing ExternalSecrets (ECONNREFUSED).\n` +
        "Fix: a private endpoint is reached from its network alone: connect to the VPN, then run this again.",
    });
  });

  it("sends nothing to a server whose certificate the environment's authority did not sign", async () => {
    const certificateAuthority = Buffer.from(makeCertificate().cert).toString("base64");
    const other = await Cluster.connect({ ...environment, cluster: { ...environment.cluster, certificateAuthority } });
    await assert.rejects(externalSecretsReading(other, "dev/api/app"), (error: Error) => {
      assert.match(
        error.message,
        /shows a certificate that the environment's authority did not sign \([A-Z_]+\)\. Nothing was sent/,
      );
      return true;
    });
    assert.deepEqual(fake.calls, []);
  });

  it("finds exactly the ExternalSecrets that read an entry, by name, by ARN, alone or among others", async () => {
    const data = (key: string) => ({ data: [{ secretKey: "K", remoteRef: { key, property: "K" } }] });
    fake.objects.set(all, {
      items: [
        externalSecret("by-name", data("dev/api/app")),
        externalSecret("by-arn", data(arn)),
        externalSecret("by-arn-without-suffix", data(arn.slice(0, -7))),
        externalSecret("whole", { dataFrom: [{ extract: { key: "dev/api/app" } }], target: { name: "other" } }),
        externalSecret("by-search", { dataFrom: [{ find: { name: { regexp: "^dev/api/" } } }] }),
        externalSecret("longer-name", data("dev/api/app-second")),
        externalSecret("six-more", data("dev/api/app-AbCdEf")),
        externalSecret("other-account", data(arn.replace("111122223333", "444455556666"))),
        externalSecret("other-search", { dataFrom: [{ find: { name: { regexp: "^prod/" } } }] }),
        externalSecret("other-path", { dataFrom: [{ find: { path: "prod/", name: { regexp: "." } } }] }),
      ],
    });
    const found = await externalSecretsReading(cluster, arn);
    const names = found.map(({ name }) => name);
    assert.deepEqual(names, ["by-arn", "by-arn-without-suffix", "by-name", "by-search", "whole"]);
    const whole = found.at(-1)!;
    assert.deepEqual([whole.secret, whole.extracts, whole.keys], ["other", true, {}]);
  });

  it("has them read again and waits for the operator's mark; a sync that fails is said once", async () => {
    const ref = { namespace: "api", name: "api-secrets", secret: "api-secrets", keys: {}, extracts: false };
    const failed = { type: "Ready", status: "False", message: "could not get secret data from provider" };
    const status: Json = { syncedResourceVersion: "1-a", refreshTime: "before", conditions: [failed] };
    fake.objects.set(one, externalSecret("api-secrets", {}, status));
    const syncs = await forceSync(cluster, [ref]);
    assert.equal(syncs[0]!.before, "1-a");
    const patch = fake.calls.find(({ method }) => method === "PATCH")!;
    const annotations = (patch.body as { metadata: { annotations: Json } }).metadata.annotations;
    assert.match(String(annotations["force-sync"]), /^[0-9a-f-]{36}$/);

    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const late = await waitUntilRefreshed(cluster, syncs, { deadline: Date.now() + 1100, say });
    assert.deepEqual(late, [{ ref, isRefreshed: false, refreshTime: "before", problem: failed.message }]);
    assert.deepEqual(said, [`ExternalSecret api/api-secrets: ${failed.message}`]);

    Object.assign(status, {
      syncedResourceVersion: "1-b",
      refreshTime: "after",
      conditions: [{ type: "Ready", status: "True" }],
    });
    const [done] = await waitUntilRefreshed(cluster, syncs, inTime());
    assert.deepEqual(done, { ref, isRefreshed: true, refreshTime: "after" });
  });

  it("proves by keyed hashes that a Secret holds an entry's value", async () => {
    const [value, other] = [randomBytes(12).toString("hex"), randomBytes(12).toString("hex")];
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    fake.objects.set("/api/v1/namespaces/api/secrets/api-secrets", {
      metadata: { managedFields: [{ time: "2026-11-01T00:00:00Z" }, { time: "2026-11-02T00:00:00Z" }] },
      data: { GOOD: base64(value), PORT: base64("5432"), OLD: base64(other) },
    });
    const keys = { GOOD: "good", PORT: "port", OLD: "good", ABSENT: "good", UNKNOWN: "unknown" };
    const ref = { namespace: "api", name: "api-secrets", secret: "api-secrets", keys, extracts: false };
    const [proof] = await proveSynced(cluster, [ref], JSON.stringify({ good: value, port: 5432 }));
    assert.deepEqual(proof!.same, ["GOOD", "PORT"]);
    assert.deepEqual(proof!.different, ["OLD", "ABSENT", "UNKNOWN"]);
    assert.equal(proof!.changedAt!.toISOString(), "2026-11-02T00:00:00.000Z");
    assert.equal(JSON.stringify(proof).includes(value), false);
  });

  describe("its consumers", () => {
    const changedAt = new Date("2026-11-27T10:00:00Z");

    /** A Deployment with one replica that has rolled out, and its pod. */
    function running(began: string, annotations: Json = {}): Json {
      const status = { observedGeneration: 3, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
      const made = {
        metadata: { generation: 3, annotations },
        spec: { replicas: 1, selector: { matchLabels: { app: "api" } }, template: { metadata: {} } },
        status,
      };
      fake.objects.set(deployment, made);
      fake.objects.set(pods, { items: [{ metadata: { name: "api-1", creationTimestamp: began } }] });
      return made;
    }

    const patches = (): Json[] => fake.calls.flatMap(({ method, body }) => (method === "PATCH" ? [body!] : []));
    const first = async (): Promise<Consumer[]> => (await consumersOf(cluster, service)).slice(0, 1);

    it("are the declared ones, with what the cluster has of them", async () => {
      running("2026-11-27T09:00:00Z", { "secret.reloader.stakater.com/reload": "api-secrets" });
      const found = (await consumersOf(cluster, service)).map(({ name, comes, hasReloader }) => [
        name,
        comes,
        hasReloader,
      ]);
      assert.deepEqual(found, [
        ["api", "restart", true],
        ["gone", "absent", false],
        ["nightly", "next-run", false],
      ]);
    });

    it("are left alone where their pods are newer than the Secret", async () => {
      running("2026-11-27T10:00:01Z");
      const [restarted] = await restartConsumers(cluster, await first(), { changedAt, ...inTime() });
      assert.deepEqual([restarted!.by, restarted!.isDone], ["nobody", true]);
      assert.deepEqual(patches(), []);
    });

    it("are restarted once as kubectl does, with the moment of the Secret, so that two runs restart once", async () => {
      running("2026-11-27T10:00:00Z");
      const said: string[] = [];
      const options = { changedAt, deadline: Date.now() + 10_000, say: (line: string) => void said.push(line) };
      const [restarted] = await restartConsumers(cluster, await first(), options);
      assert.deepEqual([restarted!.by, restarted!.isDone], ["command", true]);
      const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-11-27T10:00:00.000Z" };
      assert.deepEqual(patches(), [{ spec: { template: { metadata: { annotations } } } }]);
      assert.deepEqual(said, ["Deployment api/api: restarting it."]);
    });

    it("are left to Reloader where it restarts them", async () => {
      const made = running("2026-11-27T09:00:00Z", { "secret.reloader.stakater.com/reload": "api-secrets" });
      const consumers = await first();
      made["metadata"] = { ...(made["metadata"] as Json), generation: 4 };
      (made["status"] as Json)["observedGeneration"] = 4;
      fake.objects.set(pods, { items: [{ metadata: { name: "api-2", creationTimestamp: "2026-11-27T10:00:00Z" } }] });
      const [restarted] = await restartConsumers(cluster, consumers, { changedAt, ...inTime() });
      assert.deepEqual([restarted!.by, restarted!.isDone], ["reloader", true]);
      assert.deepEqual(patches(), []);
    });

    it("that do not come up are said, with what the cluster says of it", async () => {
      const made = running("2026-11-27T10:00:01Z");
      made["status"] = {
        observedGeneration: 3,
        replicas: 2,
        updatedReplicas: 1,
        availableReplicas: 0,
        conditions: [
          { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "It hangs." },
        ],
      };
      const options = { changedAt, deadline: Date.now(), say: () => undefined };
      const [restarted] = await restartConsumers(cluster, await first(), options);
      assert.deepEqual([restarted!.isDone, restarted!.progress], [false, "1 of 1 new, 0 available; It hangs."]);
    });

    for (const [kind, plural, status, isDone] of [
      [
        "StatefulSet",
        "statefulsets",
        { replicas: 2, currentRevision: "b", updateRevision: "b", availableReplicas: 2 },
        true,
      ],
      [
        "StatefulSet",
        "statefulsets",
        { replicas: 2, currentRevision: "a", updateRevision: "b", updatedReplicas: 1, availableReplicas: 2 },
        false,
      ],
      ["DaemonSet", "daemonsets", { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 }, true],
      ["DaemonSet", "daemonsets", { desiredNumberScheduled: 3, updatedNumberScheduled: 2, numberAvailable: 3 }, false],
    ] as const) {
      it(`of kind ${kind} ${isDone ? "have" : "have not"} rolled out with ${JSON.stringify(status)}`, async () => {
        const object = {
          metadata: { generation: 1 },
          spec: { replicas: 2 },
          status: { observedGeneration: 1, ...status },
        };
        fake.objects.set(`/apis/apps/v1/namespaces/api/${plural}/w`, object);
        const consumer = {
          kind,
          namespace: "api",
          name: "w",
          comes: "restart",
          generation: 1,
          hasReloader: false,
        } as const;
        assert.equal((await rolloutOf(cluster, consumer)).isDone, isDone);
      });
    }
  });
});
