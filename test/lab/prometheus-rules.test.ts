import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { alertingRules } from "../../components/model/prometheus-rules";
import { ensurePart, whatIsLeftOut } from "../../lab/parts/parts";

const rules = alertingRules({ environment: { name: "prod" }, namespaces: ["worker", "api"], refreshHours: 1 });

/** One series: its name with labels, and its values in promtool's notation, a minute apart. */
type Series = Record<string, string>;

/** A case of promtool's unit tests: what was measured, and what fires when. */
interface Case {
  alert: string;
  series: Series;
  /** Time to the labels of what fires then. */
  fires: Record<string, Record<string, string>[]>;
}

const ready = (status: "True" | "False", labels = 'name="api-secrets",namespace="api"') =>
  `externalsecret_status_condition{condition="Ready",status="${status}",${labels}}`;
const runs = (pod = "one", labels = 'name="api-secrets",namespace="api"') =>
  `externalsecret_sync_calls_total{pod="${pod}",${labels}}`;
const failures = 'externalsecret_sync_calls_error{pod="one",name="api-secrets",namespace="api"}';
const own = { name: "api-secrets", namespace: "api" };
/** A run an hour for as many hours, in steps of minutes. */
const hourly = (from: number, hours: number) => Array.from({ length: hours }, (_, at) => `${from + at}x59`).join(" ");

const cases: Record<string, Case> = {
  "an ExternalSecret that is not ready for a quarter of an hour": {
    alert: "ExternalSecretNotReady",
    series: { [ready("False")]: "0x9 1x60", [ready("True")]: "1x9 0x60" },
    fires: { "20m": [], "30m": [own] },
  },
  "an ExternalSecret that is not ready, in another namespace": {
    alert: "ExternalSecretNotReady",
    series: { [ready("False", 'name="other",namespace="other"')]: "1x60" },
    fires: { "40m": [] },
  },
  "an ExternalSecret that fails now and then": {
    alert: "ExternalSecretSyncErrors",
    series: { [failures]: "0+1x29 30x120" },
    fires: { "5m": [], "30m": [own], "2h": [] },
  },
  "an ExternalSecret that is refreshed every hour": {
    alert: "ExternalSecretStale",
    series: { [runs()]: hourly(1, 10), [ready("True")]: "1x600" },
    fires: { "1h": [], "4h": [], "9h": [] },
  },
  "an ExternalSecret that nobody refreshes any more": {
    alert: "ExternalSecretStale",
    series: { [runs()]: `${hourly(1, 4)} 4x600`, [ready("True")]: "1x900" },
    fires: { "5h": [], "6h": [], "7h": [own] },
  },
  "an ExternalSecret whose every run fails": {
    alert: "ExternalSecretStale",
    series: { [runs()]: "1+1x600", [failures]: "1+1x600", [ready("False")]: "1x600" },
    fires: { "2h": [], "4h": [own] },
  },
  "an ExternalSecret that failed, and is refreshed again": {
    alert: "ExternalSecretStale",
    series: { [runs()]: "1+1x30 32x59 33x59 34x59 35x59 36x59", [failures]: "1+1x30 31x400", [ready("True")]: "1x500" },
    fires: { "4h": [], "5h": [] },
  },
  "an ExternalSecret that is new": {
    alert: "ExternalSecretStale",
    series: { [runs()]: `_x200 ${hourly(1, 4)}`, [ready("True")]: "_x200 1x300" },
    fires: { "210m": [], "4h": [], "7h": [] },
  },
  "an operator that was restarted": {
    alert: "ExternalSecretStale",
    series: { [runs()]: hourly(1, 5), [runs("two")]: `_x300 ${hourly(1, 5)}`, [ready("True")]: "1x700" },
    fires: { "5h10m": [], "6h": [], "7h": [], "9h": [] },
  },
  "an ExternalSecret that was deleted": {
    alert: "ExternalSecretStale",
    series: { [runs()]: `${hourly(1, 4)} 4x600`, [ready("True")]: "1x250 stale" },
    fires: { "9h": [] },
  },
  "a store that is not ready": {
    alert: "SecretStoreNotReady",
    series: {
      'clustersecretstore_status_condition{condition="Ready",status="False",name="aws-secrets-manager"}': "1x60",
      'clustersecretstore_status_condition{condition="Ready",status="True",name="aws-secrets-manager"}': "0x60",
    },
    fires: { "5m": [], "30m": [{ name: "aws-secrets-manager" }] },
  },
  "an operator that sends nothing": {
    alert: "ExternalSecretsUnwatched",
    series: { [runs()]: "1x30 stale" },
    fires: { "20m": [], "50m": [{}] },
  },
  "a rotation that failed": {
    alert: "SecretRotationFailed",
    series: { 'aws_events_matched_events_sum{rule_name="strongroom-prod-rotation-api.database"}': "0x9 1x5 0x30" },
    fires: { "5m": [], "12m": [{ rule_name: "strongroom-prod-rotation-api.database" }], "30m": [] },
  },
  "an event of another rule": {
    alert: "SecretRotationFailed",
    series: { 'aws_events_matched_events_sum{rule_name="strongroom-prod-sync-api-app-3dd39ca6"}': "1x30" },
    fires: { "12m": [] },
  },
};

const leftOut = whatIsLeftOut('"the rules for Prometheus"', ["promtool"]);
if (leftOut !== undefined) process.stdout.write(`${leftOut}\n`);
else {
  describe("the rules for Prometheus", function () {
    this.timeout(900_000);
    let promtool: string;
    let folder: string;

    before(async () => {
      const built = await ensurePart("promtool", (line) => process.stdout.write(`      ${line}\n`));
      promtool = path.join(built.promtool, "promtool");
      folder = fs.mkdtempSync(path.join(os.tmpdir(), "rules-"));
      // JSON is YAML.
      fs.writeFileSync(path.join(folder, "rules.yaml"), JSON.stringify({ groups: [{ name: "strongroom", rules }] }));
    });
    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    const run = (...args: string[]) => spawnSync(promtool, args, { cwd: folder, encoding: "utf8" });

    it("pass promtool's check and its lint", () => {
      const { status, stdout, stderr } = run("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml");
      assert.equal(status, 0, `${stdout}${stderr}`);
      assert.match(stdout, /SUCCESS: 6 rules found/);
    });

    it("are each tried, fire and not fire", () => {
      for (const { alert } of rules) {
        const tried = Object.values(cases).filter((one) => one.alert === alert);
        const outcomes = tried.flatMap(({ fires }) => Object.values(fires).map((found) => found.length > 0));
        assert.deepEqual([outcomes.includes(true), outcomes.includes(false)], [true, true], alert);
      }
    });

    for (const [title, { alert, series, fires }] of Object.entries(cases)) {
      it(`know ${title}`, () => {
        const rule = rules.find((one) => one.alert === alert)!;
        const expected = (labels: Record<string, string>) => ({
          exp_labels: { ...labels, ...rule.labels },
          exp_annotations: filled(rule.annotations, labels),
        });
        // What a message says of the measured value is not the matter of these cases.
        const isMeasured = rule.annotations.description.includes("$value");
        const test = {
          interval: "1m",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          ...(isMeasured
            ? { promql_expr_test: Object.entries(fires).map(([at, found]) => firing(alert, at, found, rule.labels)) }
            : {
                alert_rule_test: Object.entries(fires).map(([eval_time, found]) => ({
                  eval_time,
                  alertname: alert,
                  exp_alerts: found.map(expected),
                })),
              }),
        };
        const file = { rule_files: ["rules.yaml"], evaluation_interval: "1m", tests: [test] };
        fs.writeFileSync(path.join(folder, "test.yaml"), JSON.stringify(file));
        const { status, stdout, stderr } = run("test", "rules", "test.yaml");
        assert.equal(status, 0, `${stdout}${stderr}`);
      });
    }
  });
}

/** Annotations as Prometheus fills them in. */
function filled(annotations: Record<string, string>, labels: Record<string, string>): Record<string, string> {
  const fill = (text: string) => text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? "");
  return Object.fromEntries(Object.entries(annotations).map(([key, text]) => [key, fill(text)]));
}

/** The same by Prometheus' own series of what fires, which have labels alone. */
function firing(alert: string, eval_time: string, found: Record<string, string>[], own: Record<string, string>) {
  return {
    expr: `ALERTS{alertname="${alert}",alertstate="firing"}`,
    eval_time,
    exp_samples: found.map((labels) => {
      const all = { alertname: alert, alertstate: "firing", ...own, ...labels };
      const text = Object.entries(all).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return { labels: `ALERTS{${text.join(",")}}`, value: 1 };
    }),
  };
}
