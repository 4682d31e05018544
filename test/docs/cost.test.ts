import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as prettier from "prettier";
import { declaredProgram } from "../iam/declared-account";
import { hoursOfMonth, monthlyBill, price, readingCost } from "./cost";
import { root } from "./pages";

const file = "docs/cost.md";

/** What the page shows between `<!-- computed: NAME -->` and `<!-- /computed -->`. */
function shown(name: string): string {
  const page = fs.readFileSync(path.join(root, file), "utf8");
  const part = new RegExp(`<!-- computed: ${name} -->\\n+([^]*?)\\n+<!-- /computed -->`).exec(page);
  assert.ok(part, `${file} has nothing between <!-- computed: ${name} --> and <!-- /computed -->`);
  return part[1]!;
}

/** A table as prettier writes it. */
async function table(head: string[], rows: string[][]): Promise<string> {
  const marks = head.map((_, column) => (column === 0 ? "---" : "--:"));
  const text = [head, marks, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return (await prettier.format(text, { parser: "markdown", printWidth: 140 })).trim();
}

const number = (value: number): string => Math.round(value).toLocaleString("en-US");

describe("docs/cost.md", function () {
  this.timeout(120_000);

  it("adds up what the program declares for production", async () => {
    const { recorder } = await declaredProgram("prod");
    const bill = monthlyBill(recorder);
    const sum = bill.reduce((total, { cost }) => total + cost, 0);
    const rows = bill.map(({ what, count, cost }) => [what, number(count), cost.toFixed(2)]);
    const wanted = await table(
      ["what", "number", "USD a month"],
      [...rows, ["**together**", "", `**${sum.toFixed(2)}**`]],
    );
    assert.equal(shown("prod"), wanted, `${file} shows another bill. Fix: put this there:\n${wanted}\n`);
  });

  it("says what reading costs by number and interval", async () => {
    const intervals = { "5 minutes": 1 / 12, "15 minutes": 1 / 4, "1 hour": 1, "1 day": 24 };
    const rows = [100, 1_000, 5_000].map((entries) => [
      number(entries),
      ...Object.values(intervals).map((hours) => readingCost(entries, hours).toFixed(2)),
    ]);
    const wanted = await table(["entries", ...Object.keys(intervals)], rows);
    assert.equal(shown("reading"), wanted, `${file} shows other numbers. Fix: put this there:\n${wanted}\n`);
  });

  it("names the prices that it counts with, and the hours of a month", () => {
    const page = fs.readFileSync(path.join(root, file), "utf8");
    for (const text of [
      `| An entry, or a replica of one | ${price.entry.toFixed(2)} USD a month`,
      `| 10,000 calls of Secrets Manager | ${price.calls.toFixed(2)} USD`,
      `| A KMS key of your own | ${price.key} USD a month`,
      `| 10,000 requests to a KMS key of your own | ${price.keyRequests.toFixed(2)} USD, ${number(price.freeKeyRequests)} a month free`,
      `| An alarm of CloudWatch | ${price.alarm.toFixed(2)} USD a month`,
      `${hoursOfMonth} hours`,
    ]) {
      assert.ok(page.replace(/ +\|/g, " |").replace(/\| +/g, "| ").includes(text), `${file} does not say: ${text}`);
    }
  });
});
