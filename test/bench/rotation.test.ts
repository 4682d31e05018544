import assert from "node:assert/strict";
import { between, callsIn } from "../../bench/rotation/cost";
import { arrivalTable, roundTable } from "../../bench/rotation/program";

describe("the program that measures rotations", () => {
  it("counts calls in the emulator's log by action, and nothing else that stands there", () => {
    const log = [
      "2026-10-23T12:26:45Z 200 secretsmanager GetSecretValue eu-west-1",
      "2026-10-23T12:26:45Z 404 secretsmanager GetSecretValue eu-west-1",
      "2026-10-23T12:26:46Z 200 sts AssumeRoleWithWebIdentity -",
      "EventBridge: the rule somebody-else may not send to arn:aws:sqs:eu-west-1:111122223333:events",
      "",
    ].join("\n");
    assert.deepEqual(callsIn(log), { GetSecretValue: 2, AssumeRoleWithWebIdentity: 1 });
  });

  it("takes what was spent before off", () => {
    const before = { operator: 1, emulator: 2, calls: { GetSecretValue: 3 } };
    const after = { operator: 1.5, emulator: 4, calls: { GetSecretValue: 13, AssumeRole: 10 } };
    assert.deepEqual(between(before, after), {
      operator: 0.5,
      emulator: 2,
      calls: { GetSecretValue: 10, AssumeRole: 10 },
    });
  });

  it("shows the median and the worst of the rotations", () => {
    const arrivals = [
      { inSecret: 100, inPods: 2000 },
      { inSecret: 300, inPods: 2600 },
      { inSecret: 200, inPods: 9100 },
    ];
    assert.equal(
      arrivalTable(arrivals),
      [
        "| from promotion, 3 rotations                     | median, s | worst, s |",
        "| ----------------------------------------------- | --------- | -------- |",
        "| to the Secret in the cluster                    | 0.20      | 0.30     |",
        "| to new pods that are ready, and none of the old | 2.60      | 9.10     |",
      ].join("\n"),
    );
  });

  it("shows what a round costs, with the price of a month of them", () => {
    const calls = { GetSecretValue: 1000, AssumeRole: 1000, ReceiveMessage: 7, DeleteMessage: 1 };
    const round = { calls, seconds: 60, operator: 8, emulator: 9.96, byEvent: 450 };
    const [, , row] = roundTable([[1000, round]]).split("\n");
    assert.deepEqual(
      row!
        .split("|")
        .map((cell) => cell.trim())
        .filter((cell) => cell !== ""),
      ["1000", "1000", "1000", "60.0", "8.0", "10.0", "3.65", "0.45"],
    );
  });
});
