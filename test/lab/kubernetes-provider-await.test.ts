import assert from "node:assert/strict";
import type { Value } from "../../lab/providers/core/values";
import { propagationOf, timeoutOf } from "../../lab/providers/kubernetes/await";
import { parseJsonPath } from "../../lab/providers/kubernetes/json-path";
import { requestedReadiness } from "../../lab/providers/kubernetes/wait-for";

const waitingFor = (expression: string) => ({ metadata: { annotations: { "pulumi.com/waitFor": expression } } });

async function judged(expression: string, live: Record<string, Value>): Promise<string> {
  const { ready, message } = await requestedReadiness(waitingFor(expression))!(live);
  return ready ? "ready" : message;
}

const withCondition = (condition: Record<string, Value>) => ({ status: { conditions: [condition] } });

describe("the lab's Kubernetes provider: pulumi.com/waitFor", () => {
  it("waits for nothing where nothing is asked for", () => {
    assert.equal(requestedReadiness({ metadata: {} }), undefined);
  });

  it("waits for a condition and says what it is instead", async () => {
    assert.equal(await judged("condition=Ready", withCondition({ type: "Ready", status: "True" })), "ready");
    assert.equal(await judged("condition=Ready", {}), "condition Ready is not reported yet");
    const invalid = { type: "Ready", status: "False", reason: "InvalidProviderConfig", message: "no such role" };
    assert.equal(
      await judged("condition=Ready", withCondition(invalid)),
      "condition Ready is False (InvalidProviderConfig: no such role), not True",
    );
    assert.equal(await judged("condition=Ready=False", withCondition(invalid)), "ready");
  });

  it("does not take the condition of an earlier generation for the answer", async () => {
    const live = {
      metadata: { generation: 3 },
      ...withCondition({ type: "Ready", status: "True", observedGeneration: 2 }),
    };
    assert.equal(await judged("condition=Ready", live), "condition Ready is of generation 2, the object of 3");
  });

  it("waits for a path, with or without a value", async () => {
    assert.equal(await judged("jsonpath={.status.phase}=Bound", { status: { phase: "Bound" } }), "ready");
    assert.equal(
      await judged("jsonpath={.status.phase}=Bound", { status: { phase: "Lost" } }),
      "{.status.phase} is Lost, not Bound",
    );
    assert.equal(await judged("jsonpath={.status.phase}", { status: { phase: "Lost" } }), "ready");
    assert.equal(await judged("jsonpath={.status.phase}", { status: {} }), "{.status.phase} selects nothing");
  });

  it("waits for all of a list", async () => {
    const both = '["condition=Ready", "jsonpath={.status.count}=2"]';
    const live = (count: number) => ({ status: { count, conditions: [{ type: "Ready", status: "True" }] } });
    assert.equal(await judged(both, live(2)), "ready");
    assert.equal(await judged(both, live(1)), "{.status.count} is 1, not 2");
  });

  it("refuses what it cannot read", () => {
    assert.throws(() => requestedReadiness(waitingFor("Ready")), {
      message:
        'pulumi.com/waitFor says "Ready": write condition=TYPE, condition=TYPE=STATUS, jsonpath={.path} or jsonpath={.path}=VALUE.',
    });
    assert.throws(() => requestedReadiness(waitingFor("jsonpath=.status.phase=Bound")), {
      message:
        'pulumi.com/waitFor says "jsonpath=.status.phase=Bound": put the path in braces, without quotes around it: jsonpath={.status.phase}=Bound.',
    });
    assert.throws(() => requestedReadiness(waitingFor("[]")), {
      message: "pulumi.com/waitFor is []: write one expression, or a JSON list with at least one.",
    });
  });
});

describe("the lab's Kubernetes provider: paths", () => {
  const object = {
    items: [
      { type: "A", n: 1 },
      { type: "B", n: 2 },
    ],
    "a.b": { c: true },
  };
  const select = (path: string) => parseJsonPath(path)(object);

  it("follows keys, positions, all and filters", () => {
    assert.deepEqual(select(".items[0].n"), [1]);
    assert.deepEqual(select(".items[-1].type"), ["B"]);
    assert.deepEqual(select(".items[*].n"), [1, 2]);
    assert.deepEqual(select('.items[?(@.type=="B")].n'), [2]);
    assert.deepEqual(select("['a.b'].c"), [true]);
    assert.deepEqual(select(".a\\.b.c"), [true]);
    assert.deepEqual(select(".none.deeper"), []);
  });

  it("refuses the rest by name", () => {
    assert.throws(() => parseJsonPath("..n"), /the lab does not read "\.\.n" in the path "\.\.n"/);
  });
});

describe("the lab's Kubernetes provider: patience", () => {
  it("takes customTimeouts first, then the annotation, then ten minutes", () => {
    const annotated = { metadata: { annotations: { "pulumi.com/timeoutSeconds": "30" } } };
    assert.deepEqual([timeoutOf(5, annotated), timeoutOf(0, annotated), timeoutOf(0, {})], [5, 30, 600]);
  });

  it("deletes what is owned first, unless the object says otherwise", () => {
    const deleting = (policy: string) => ({
      metadata: { annotations: { "pulumi.com/deletionPropagationPolicy": policy } },
    });
    assert.deepEqual(
      [propagationOf({}), propagationOf(deleting("background")), propagationOf(deleting("Orphan"))],
      ["Foreground", "Background", "Orphan"],
    );
  });
});
