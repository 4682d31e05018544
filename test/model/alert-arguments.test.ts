import assert from "node:assert/strict";
import type { Environment, RemindersConfig } from "../../components/model/environment";
import { alertArguments } from "../../components/model/environment-arguments";
import type { InventoryItem } from "../../components/model/inventory";

const item = (team: string, mode: InventoryItem["mode"]) =>
  ({ owner: `${team} <${team}@example.com>`, mode }) as InventoryItem;
const items = [item("payments", "manual"), item("api", "lambda"), item("payments", "lambda"), item("api", "manual")];
const argumentsOf = (reminders: RemindersConfig, inventory = items) =>
  alertArguments({ name: "prod", reminders } as Environment, inventory);

describe("who is told of rotations", () => {
  it("is each owner of what is rotated by hand, once, where somebody else hears of everything", () => {
    const emails = ["platform@example.com"];
    const { owners } = argumentsOf({ emails }, [...items, item("search", "lambda")]);
    assert.deepEqual(owners, ["api@example.com", "payments@example.com"]);
  });

  it("is every owner where nobody hears of everything", () => {
    const { owners } = argumentsOf({}, [item("search", "lambda")]);
    assert.deepEqual(owners, ["search@example.com"]);
  });

  it("is no owner where the environment says so", () => {
    assert.deepEqual(argumentsOf({ owners: false, enabled: true, topicArn: "arn" }), {
      environment: { name: "prod", reminders: { owners: false, enabled: true, topicArn: "arn" } },
      enabled: true,
      topicArn: "arn",
      emails: [],
      owners: [],
    });
  });
});
