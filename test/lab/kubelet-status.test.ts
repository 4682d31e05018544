import assert from "node:assert/strict";
import type { V1Pod } from "@kubernetes/client-node";
import { podIdentity } from "../../lab/kubelet/pod-identity";
import { Tally } from "../../lab/kubelet/probes";
import { podStatus, type ContainerReport } from "../../lab/kubelet/status";
import { targetOf, type Directory } from "../../lab/kubelet/egress";

const place = { podIP: "10.97.128.1", hostIP: "127.0.0.1" };
const before = new Date("2026-01-01T00:00:00Z");
const now = new Date("2026-01-02T00:00:00Z");

function report(changes: Partial<ContainerReport>): ContainerReport {
  const running = { running: { startedAt: before } };
  return { spec: { name: "api", image: "a:1" }, state: running, ready: true, started: true, restarts: 0, ...changes };
}

function phase(restartPolicy: string, ...containers: Partial<ContainerReport>[]): string | undefined {
  return podStatus({ spec: { restartPolicy, containers: [] } }, containers.map(report), place, true, now).phase;
}

describe("a pod's status", () => {
  it("is pending until every container has once started, and running from then on", () => {
    const waiting = { waiting: { reason: "CreateContainerConfigError" } };
    const ended = { terminated: { exitCode: 1 } };
    assert.equal(phase("Always", { state: waiting }, {}), "Pending");
    assert.equal(phase("Always", { state: waiting, lastState: ended }), "Running");
    assert.equal(phase("Always", { state: ended }), "Running");
  });

  it("is final where nothing is to be started again", () => {
    const ended = (exitCode: number) => ({ state: { terminated: { exitCode } } });
    assert.equal(phase("Never", ended(0), ended(0)), "Succeeded");
    assert.equal(phase("Never", ended(0), ended(1)), "Failed");
    assert.equal(phase("Never", ended(0), {}), "Running");
    assert.equal(phase("OnFailure", ended(1)), "Running");
    assert.equal(phase("OnFailure", ended(0)), "Succeeded");
  });

  it("names the containers that are not ready", () => {
    const { conditions } = podStatus({}, [report({}), report({ ready: false })], place, true, now);
    assert.deepEqual(
      conditions?.map(({ type, status, message }) => [type, status, message]),
      [
        ["PodReadyToStartContainers", "True", undefined],
        ["Initialized", "True", undefined],
        ["Ready", "False", "containers with unready status: [api]"],
        ["ContainersReady", "False", "containers with unready status: [api]"],
      ],
    );
  });

  it("keeps the conditions of others, and the moments of those that stay as they were", () => {
    const condition = (type: string, status: string) => ({ type, status, lastTransitionTime: before });
    const conditions = [
      condition("PodScheduled", "True"),
      condition("Ready", "True"),
      condition("Initialized", "False"),
    ];
    const pod: V1Pod = { status: { conditions, startTime: before } };
    const status = podStatus(pod, [report({})], place, true, now);
    const moments = Object.fromEntries(
      status.conditions!.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]),
    );
    assert.deepEqual(moments, {
      PodReadyToStartContainers: now,
      Initialized: now,
      Ready: before,
      ContainersReady: now,
      PodScheduled: before,
    });
    assert.equal(status.startTime, before);
  });
});

describe("a probe's verdict", () => {
  const verdicts = (tally: Tally, answers: string): string => {
    return [...answers].map((answer) => (tally.record(answer === "+"), tally.verdict ? "+" : "-")).join("");
  };

  it("changes only after enough answers of one kind in a row", () => {
    assert.equal(verdicts(new Tally({ failureThreshold: 3 }, false), "-+--+---+"), "-++++++-+");
    assert.equal(verdicts(new Tally({ successThreshold: 2 }, false), "+-++"), "---+");
  });

  it("says each failure once the threshold is reached", () => {
    const tally = new Tally({ failureThreshold: 2 }, true);
    assert.deepEqual(
      [false, true, false, false, false].map((success) => tally.record(success)),
      [false, false, false, true, true],
    );
  });
});

describe("the identity of a pod on EKS", () => {
  const role = "arn:aws:iam::111122223333:role/operator";

  it("is none where the service account names no role", () => {
    assert.equal(podIdentity({ metadata: {} }, "eu-west-1"), undefined);
    assert.equal(podIdentity(undefined, "eu-west-1"), undefined);
  });

  it("is a role, and a token for it", () => {
    const account = { metadata: { annotations: { "eks.amazonaws.com/role-arn": role } } };
    assert.deepEqual(podIdentity(account, "eu-west-1"), {
      variables: {
        AWS_REGION: "eu-west-1",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_ROLE_ARN: role,
        AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
        AWS_STS_REGIONAL_ENDPOINTS: "regional",
      },
      volume: {
        name: "aws-iam-token",
        projected: {
          sources: [
            { serviceAccountToken: { audience: "sts.amazonaws.com", expirationSeconds: 86_400, path: "token" } },
          ],
        },
      },
    });
  });

  it("follows the account's other annotations", () => {
    const annotations = {
      "eks.amazonaws.com/role-arn": role,
      "eks.amazonaws.com/audience": "other",
      "eks.amazonaws.com/token-expiration": "600",
      "eks.amazonaws.com/sts-regional-endpoints": "false",
    };
    const identity = podIdentity({ metadata: { annotations } }, "eu-west-1");
    assert.equal(identity?.variables["AWS_STS_REGIONAL_ENDPOINTS"], undefined);
    assert.deepEqual(identity?.volume.projected?.sources, [
      { serviceAccountToken: { audience: "other", expirationSeconds: 600, path: "token" } },
    ]);
  });
});

describe("the API server's way into the cluster", () => {
  const slice = (ready: boolean, address: string) => ({
    addressType: "IPv4",
    endpoints: [{ addresses: [address], conditions: { ready } }],
    ports: [
      { name: "metrics", port: 8080 },
      { name: "webhook", port: 10250 },
    ],
  });
  const directory = (...slices: ReturnType<typeof slice>[]): Directory => ({
    services: () => [
      {
        metadata: { name: "hook", namespace: "eso" },
        spec: { clusterIP: "127.96.0.9", ports: [{ name: "webhook", port: 443, targetPort: "webhook" }] },
      },
    ],
    slices: (namespace, service) => (namespace === "eso" && service === "hook" ? slices : []),
    hereOf: (address) => (address === "10.97.128.2" ? "127.97.128.2" : undefined),
  });
  const first = (): number => 0;

  it("leads from a Service to a ready pod, on the port of that name", () => {
    const found = directory(slice(false, "10.97.128.3"), slice(true, "10.97.128.2"));
    assert.deepEqual(targetOf({ host: "127.96.0.9", port: 443 }, found, first), { host: "127.97.128.2", port: 10250 });
  });

  it("leads from a pod's address to where it listens, and to this machine's own addresses", () => {
    assert.deepEqual(targetOf({ host: "10.97.128.2", port: 80 }, directory(), first), {
      host: "127.97.128.2",
      port: 80,
    });
    assert.deepEqual(targetOf({ host: "127.0.0.1", port: 10247 }, directory(), first), {
      host: "127.0.0.1",
      port: 10247,
    });
  });

  it("leads nowhere else, and says why", () => {
    const ask = (host: string, port: number, ...slices: ReturnType<typeof slice>[]) =>
      targetOf({ host, port }, directory(...slices), first);
    assert.equal(ask("127.96.0.9", 443), "Service eso/hook has no ready pod");
    assert.equal(ask("127.96.0.9", 80), "Service eso/hook has no port 80");
    assert.equal(ask("127.96.0.9", 443, slice(true, "10.97.0.1")), "10.97.0.1 is no pod that runs here");
    assert.equal(ask("192.0.2.1", 443), "192.0.2.1 is no pod that runs here");
  });
});
