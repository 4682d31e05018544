import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { marked } from "marked";
import { renderReportJson } from "../../report/environment-report-json";
import { renderReportMarkdown } from "../../report/environment-report-markdown";
import { condensePicture } from "../../report/picture-condense";
import { box, layoutPicture } from "../../report/picture-layout";
import { checkDocument } from "./json-document";
import { hostileReport, largeReport, sampleReport, splitReport } from "./sample-report";

const schema = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "report", "schemas", "report.schema.json"), "utf8"),
) as object;

describe("a report on an environment", () => {
  describe("as JSON", () => {
    const validate = new Ajv({ allErrors: true }).compile(schema);

    it("is what its schema says, and nothing else", () => {
      for (const report of [sampleReport(), hostileReport(), largeReport(3), splitReport()]) {
        const document: unknown = JSON.parse(renderReportJson(report));
        checkDocument("report", document);
        assert.deepEqual(document, report);
      }
    });

    it("has a schema that refuses what is missing or of another kind, and lets later fields be", () => {
      const { guard: _, ...withoutGuard } = sampleReport();
      assert.equal(validate(withoutGuard), false);
      assert.deepEqual(
        validate.errors?.map(({ message }) => message),
        ["should have required property 'guard'"],
      );
      assert.equal(validate({ ...sampleReport(), version: 2 }), false);
      assert.equal(validate({ ...sampleReport(), today: "tomorrow" }), false);
      assert.equal(validate({ ...sampleReport(), later: true }), true);
    });
  });

  describe("as Markdown", () => {
    it("says what is due, who reads what, and what the guard says", () => {
      const sample = sampleReport();
      const [owned, arn] = [
        "prod/api/database",
        "arn:aws:secretsmanager:eu-west-1:333344445555:secret:rds!db-0a1b2c3d",
      ];
      const text = renderReportMarkdown({
        ...sample,
        entries: sample.entries.map((one) => (one.entry === owned ? { ...one, entry: arn } : one)),
        access: {
          ...sample.access,
          values: sample.access.values.map((one) =>
            one.name === owned ? { ...one, name: arn, gaps: ["RDS made it."] } : one,
          ),
        },
      });
      for (const line of [
        "strongroom, account 333344445555, eu-west-1, on 2026-11-24. Days are the recorded ones: AWS was not asked. **1 overdue, 1 due soon, 1 without a known day, 1 awaiting a value, of 5 entries.** **The guard blocks.**",
        "| Overdue by 14 days | `prod/api/apple` | api \\<api-team@example.com\\> | manual | 92 days | 2026-08-10 | 2026-11-10 | <https://runbooks.example.com/api> |",
        "| `prod/api/apple` | secret | `strongroom-prod-store-aws-secrets-manager` as `esoNamespace = api` | let in by its policy: `arn:aws:iam::111122223333:role/partner` |",
        "| `/prod/api/LOG_LEVEL` | parameter | `strongroom-prod-deploy-platform` if `aws:SourceVpce StringEquals vpce-1` | - |",
        "### What this cannot say",
        "- /prod/api/LOG\\_LEVEL: Its key is not known before up.",
        "- prod/api/database: RDS made it.",
        "- Roles and users that the program does not declare, such as administrators, are not in these tables; nor are policies of the organization, which only ever take away.",
        "- A key that is named by ARN counts as one whose policy leaves decrypting to the account’s own policies.",
        "**Blocked.** 1 rule judged 136 resources.",
        "| `workload-secrets` | `old-settings` | 2026-11-20 (expired) | payments@example.com | Moves to Secrets Manager with the next release. |",
      ]) {
        assert.ok(text.split("\n").includes(line), `${line}\n\n${text}`);
      }
    });

    it("names the stack of a team where something is said of it", () => {
      const lines = renderReportMarkdown(splitReport()).split("\n");
      for (const line of [
        "strongroom, stacks prod and prod-payments, account 333344445555, eu-west-1, on 2026-11-24. Days are the recorded ones: AWS was not asked. **1 overdue, 1 due soon, 1 without a known day, 1 awaiting a value, of 5 entries.** **The guard blocks.**",
        "**Blocked.** 1 rule judged 136 resources.",
        "| `workload-secrets` | `old-settings` in `prod-payments` | 2026-11-20 (expired) | payments@example.com | Moves to Secrets Manager with the next release. |",
        "| `secret-rotation` | `legacy-*` | 2026-11-30 (expires soon) | payments@example.com | Moves to Secrets Manager with the next release. |",
      ]) {
        assert.ok(lines.includes(line), `${line}\n\n${lines.join("\n")}`);
      }
      assert.match(lines.join("\n"), /\| `kubernetes:core\/v1:ConfigMap api` in `prod-payments` \|/);
    });

    it("keeps hostile names within their cell", async () => {
      const text = renderReportMarkdown(hostileReport());
      const html = await marked.parse(text.replace(/```mermaid[\s\S]*?```/g, ""));
      assert.doesNotMatch(html, /<(img|script|b|a href="javascript)\b/);
      assert.ok(html.includes("&lt;script&gt;window.hacked=1"));
      const rows = [...html.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) => row!.match(/<t[hd]\b/g)!.length);
      assert.deepEqual(rows, [...Array<number>(6).fill(8), ...Array<number>(7).fill(4), 4, 4, 5, 5, 5, 5]);
    });
  });

  describe("as a picture", () => {
    it("puts every node into its column, and none over another", () => {
      for (const report of [sampleReport(), largeReport(30)]) {
        const { nodes, edges, width, height } = layoutPicture(report.picture);
        assert.equal(nodes.length, report.picture.nodes.length);
        assert.equal(edges.length, report.picture.edges.length);
        const columns = new Map<number, number[]>();
        for (const { x, y } of nodes) columns.set(x, [...(columns.get(x) ?? []), y]);
        for (const heights of columns.values()) {
          heights.sort((one, other) => one - other);
          heights.slice(1).forEach((y, index) => assert.ok(y - heights[index]! >= box.height));
        }
        assert.ok(Math.max(...columns.keys()) + box.width <= width && Math.max(...nodes.map(({ y }) => y)) < height);
      }
    });

    it("draws a service's secrets as one where there are many, and all services where there are more", () => {
      const { picture } = sampleReport();
      assert.equal(condensePicture(picture), picture);
      assert.deepEqual(
        condensePicture(largeReport(30).picture)
          .nodes.map(({ name }) => name)
          .slice(29, 32),
        ["service-0029", "2 secrets", "2 secrets"],
      );
      const { nodes, edges } = condensePicture(largeReport(61).picture);
      assert.deepEqual(
        nodes.map(({ name }) => name),
        ["61 services", "122 secrets", "aws-secrets-manager"],
      );
      assert.deepEqual(
        edges.map(({ reads }) => reads),
        [null, false],
      );
    });
  });
});
