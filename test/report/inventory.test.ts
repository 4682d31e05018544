import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import pico from "picocolors";
import {
  escapeCsv,
  renderInventoryCsv,
  renderInventoryJson,
  renderInventoryMarkdown,
} from "../../report/inventory-files";
import type { InventoryReport, InventoryRow } from "../../report/inventory-report";
import { renderInventoryText } from "../../report/inventory-text";
import { escapeMarkdown } from "../../report/markdown";
import { checkPrinted } from "./json-document";

const row: InventoryRow = {
  environment: "prod",
  entry: "prod/api/apple",
  service: "api",
  group: "apple",
  namespace: "api",
  owner: "api <api-team@example.com>",
  runbook: "https://runbooks.example.com/apple_shared_secret",
  mode: "manual",
  kind: "application",
  intervalDays: 92,
  lastRotated: "2026-08-10",
  due: "2026-11-10",
  awaitingSeed: false,
  consumers: ["Deployment/api", "CronJob/nightly"],
  state: { kind: "overdue", days: 14 },
  notes: [],
};
const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";
const { lastRotated: _, due: __, ...undated } = row;
const owned: InventoryRow = {
  ...undated,
  entry: arn,
  service: "billing",
  group: "database",
  owner: '=cmd|"x" <payments@example.com>',
  mode: "rds-managed",
  kind: "database",
  intervalDays: 7,
  state: { kind: "unknown" },
  notes: [`${arn} has *no* day | yet.`],
};
const report: InventoryReport = {
  today: "2026-11-24",
  environments: ["prod"],
  live: false,
  rows: [row, owned],
  notes: ["1 entry is rotated by AWS."],
};

describe("an inventory", () => {
  it("is a table on a terminal, with what is to be done below", () => {
    assert.equal(
      renderInventoryText(report, pico.createColors(false)),
      [
        "STATE               ENTRY                  KIND         MODE         DAYS  LAST        DUE         OWNER     CONSUMERS",
        "OVERDUE by 14 days  prod/api/apple         application  manual       92    2026-08-10  2026-11-10  api       Deployment/api, CronJob/nightly",
        'UNKNOWN             prod/billing/database  database     rds-managed  7     -           -           =cmd|"x"  Deployment/api, CronJob/nightly',
        "",
        `${arn} has *no* day | yet.`,
        "1 entry is rotated by AWS.",
        "",
        "prod on 2026-11-24: 2 entries, 1 overdue, 1 unknown.",
        "",
      ].join("\n"),
    );
  });

  it("is coloured by state, and otherwise the same text", () => {
    const text = renderInventoryText(report, pico.createColors(true));
    assert.ok(text.includes("\u001b[31mOVERDUE by 14 days\u001b[39m  prod/api/apple"));
    assert.ok(text.includes("\u001b[33mUNKNOWN           \u001b[39m  prod/billing"));
    const escape = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    assert.equal(text.replace(escape, ""), renderInventoryText(report, pico.createColors(false)));
  });

  it("is Markdown in which nothing ends a cell", () => {
    assert.equal(
      renderInventoryMarkdown(report),
      [
        "prod on 2026-11-24: 2 entries, 1 overdue, 1 unknown.",
        "",
        "| State | Entry | Kind | Mode | Days | Last | Due | Owner | Runbook | Consumers |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        "| OVERDUE by 14 days | prod/api/apple | application | manual | 92 | 2026-08-10 | 2026-11-10 | api \\<api-team@example.com\\> | <https://runbooks.example.com/apple_shared_secret> | Deployment/api, CronJob/nightly |",
        '| UNKNOWN | prod/billing/database | database | rds-managed | 7 | - | - | =cmd\\|"x" \\<payments@example.com\\> | <https://runbooks.example.com/apple_shared_secret> | Deployment/api, CronJob/nightly |',
        "",
        `- ${arn} has \\*no\\* day \\| yet.`,
        "- 1 entry is rotated by AWS.",
        "",
      ].join("\n"),
    );
    assert.equal(escapeMarkdown("a\r\n b`c`\\"), "a b\\`c\\`\\\\");
  });

  it("is CSV that a spreadsheet reads, and runs nothing of", () => {
    assert.equal(
      renderInventoryCsv(report),
      [
        "environment,service,group,entry,namespace,owner,runbook,mode,kind,intervalDays,lastRotated,due,state,days,consumers,notes",
        "prod,api,apple,prod/api/apple,api,api <api-team@example.com>,https://runbooks.example.com/apple_shared_secret,manual,application,92,2026-08-10,2026-11-10,overdue,14,Deployment/api CronJob/nightly,",
        `prod,billing,database,${arn},api,"'=cmd|""x"" <payments@example.com>",https://runbooks.example.com/apple_shared_secret,rds-managed,database,7,,,unknown,,Deployment/api CronJob/nightly,${arn} has *no* day | yet.`,
        "",
      ].join("\r\n"),
    );
    const fields = ["plain", "a,b", 'a"b', "a\nb", "-14", "-x", "@x", "+1", ""];
    assert.deepEqual(fields.map(escapeCsv), ["plain", '"a,b"', '"a""b"', '"a\nb"', "-14", "'-x", "'@x", "'+1", ""]);
  });

  it("is CSV to another reader, too", () => {
    const script = "import csv,json,sys; print(json.dumps(list(csv.reader(sys.stdin, strict=True))))";
    const python = spawnSync("python3", ["-c", script], { input: renderInventoryCsv(report), encoding: "utf8" });
    const rows = JSON.parse(python.stdout) as string[][];
    assert.deepEqual(
      rows.map((cells) => [cells.length, cells[5]]),
      [
        [16, "owner"],
        [16, "api <api-team@example.com>"],
        [16, `'=cmd|"x" <payments@example.com>`],
      ],
    );
  });

  it("is JSON with a version, in which nothing is left out", () => {
    const { state: ___, ...plain } = row;
    const { state: ____, ...other } = owned;
    checkPrinted(["inventory", "--json"], renderInventoryJson(report));
    assert.deepEqual(JSON.parse(renderInventoryJson(report)), {
      version: 1,
      today: "2026-11-24",
      environments: ["prod"],
      live: false,
      entries: [
        { ...plain, state: "overdue", days: 14 },
        { ...other, lastRotated: null, due: null, state: "unknown", days: null },
      ],
      notes: ["1 entry is rotated by AWS."],
    });
  });
});
