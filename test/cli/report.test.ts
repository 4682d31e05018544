import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { EnvironmentReport } from "../../report/documents/report";
import { root } from "./run-cli";
import { SeedStage } from "./seed-stage";

/** Before the day on which these tests run, whenever that is. */
const today = "2025-11-24";
const rds = (last: number): string => `db-0a1b2c3d-0000-4000-8000-00000000000${last}-AbCdEf`;

describe("strongroom report", function () {
  this.timeout(300_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
  });
  afterEach(() => stage.stop());

  const report = (...args: string[]) => stage.runCommand("report", args);

  /** The report as JSON. */
  async function reportOf(...args: string[]): Promise<EnvironmentReport> {
    const { status, stdout, stderr } = await report(...args, "--json", "--today", today);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    return JSON.parse(stdout) as EnvironmentReport;
  }

  /** Who reads each value: `ROLE`, or `ROLE as NAMESPACE`. */
  function matrix({ access, environment }: EnvironmentReport): Record<string, string[]> {
    return Object.fromEntries(
      access.values.map(({ name, readers }) => [
        name.replace(/^arn:.*:secret:/, ""),
        readers.map(({ role, tags, conditions }) =>
          [
            role.replace(`strongroom-${environment}-`, ""),
            ...Object.values(tags).map((tag) => `as ${tag}`),
            ...conditions,
          ].join(" "),
        ),
      ]),
    );
  }

  const secrets = (namespace: string): string => `store-aws-secrets-manager as ${namespace}`;
  const parameters = (namespace: string): string[] => [
    "deploy-platform",
    "preview-platform",
    `store-aws-parameter-store as ${namespace}`,
  ];

  it("says of production what is due, who reads what, and what the guard says, without asking AWS", async () => {
    stage.recordRotations("prod", { "prod/api/apple": "2025-08-10", "prod/api/app": "2025-08-31" });
    const found = await reportOf("prod");
    assert.deepEqual(
      found.entries.map(({ entry, state, days, due }) => [entry.replace(/^arn:.*:secret:/, ""), state, days, due]),
      [
        ["prod/api/apple", "overdue", 14, "2025-11-10"],
        ["prod/api/app", "due", 5, "2025-11-29"],
        ["prod/api/database", "unknown", null, null],
        [`rds!${rds(3)}`, "unknown", null, null],
        ["prod/billing/invoicing", "awaiting-seed", null, null],
        ["prod/worker/tracking", "awaiting-seed", null, null],
      ],
    );
    assert.deepEqual(matrix(found), {
      "prod/api/app": [secrets("api")],
      "prod/api/apple": [secrets("api")],
      "prod/api/database": [secrets("api")],
      "/prod/api/APPLE_BUNDLE_ID": parameters("api"),
      "/prod/api/LOG_LEVEL": parameters("api"),
      [`rds!${rds(3)}`]: [secrets("billing")],
      "prod/billing/invoicing": [secrets("billing")],
      "/prod/billing/INVOICE_PREFIX": parameters("billing"),
      "prod/worker/tracking": [secrets("worker")],
      "/prod/worker/CONCURRENCY": parameters("worker"),
      "/prod/worker/QUEUE_URL": parameters("worker"),
    });
    assert.deepEqual(
      found.access.roles.map(({ name, takers, gaps }) => [name, takers.map(({ kind }) => kind), gaps]),
      [
        ["strongroom-prod-deploy-platform", ["web identity"], []],
        ["strongroom-prod-event-sync", ["web identity"], []],
        ["strongroom-prod-external-secrets", ["web identity"], []],
        ["strongroom-prod-preview-platform", ["web identity"], []],
        ["strongroom-prod-reminders", ["service"], []],
        ["strongroom-prod-store-aws-parameter-store", ["role"], []],
        ["strongroom-prod-store-aws-secrets-manager", ["role"], []],
      ],
    );
    const brought = found.picture.edges.filter(({ reads }) => reads !== null);
    assert.deepEqual([brought.length, brought.every(({ reads }) => reads)], [9, true]);
    assert.equal(found.guard.blocked, false);
    assert.deepEqual(stage.aws.calls, []);
  });

  for (const environment of ["dev", "staging"]) {
    it(`says of ${environment} that whoever deploys reads generated values, too`, async () => {
      const found = matrix(await reportOf(environment));
      assert.deepEqual(found[`${environment}/api/app`], ["deploy-platform", secrets("api")]);
      assert.deepEqual(found[`/${environment}/api/LOG_LEVEL`], parameters("api"));
      assert.deepEqual(found[`rds!${rds(environment === "dev" ? 1 : 2)}`], [secrets("billing")]);
    });
  }

  it("asks AWS with --live, as the inventory does", async () => {
    stage.recordRotations("prod", { "prod/api/apple": "2025-11-20" });
    stage.aws.account = "333344445555";
    stage.aws.createDated("prod/api/apple", "2025-08-10");
    stage.aws.createDated("prod/api/app", "2025-11-02");
    const found = await reportOf("prod", "--live");
    const apple = found.entries.find(({ entry }) => entry === "prod/api/apple");
    assert.deepEqual([found.live, apple?.state, apple?.days, apple?.lastRotated], [true, "overdue", 14, "2025-08-10"]);
    assert.match(
      apple?.notes[0] ?? "",
      /^prod\/api\/apple got its value on 2025-08-10; the recorded day .* is 2025-11-20\./,
    );
    assert.deepEqual([...new Set(stage.aws.actions())].sort(), ["DescribeSecret", "ListSecretVersionIds"]);
  });

  it("holds no value in any format, what the guard found and what it overlooks, and escapes what people wrote", async () => {
    const [leaked, marked, secure, plain] = [1, 2, 3, 4].map(() => stage.makeValue());
    const worker = fs.readFileSync(path.join(root, "services", "worker.ts"), "utf8");
    const folder = stage.ownProgram({
      "worker.ts": worker.replace(
        "parameters: {",
        `parameters: {\n    SECURE: { value: "${secure}", secure: true },\n    PLAIN: "${plain}",`,
      ),
    });
    const settings = `import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";\nimport * as pulumi from "@pulumi/pulumi";\n`;
    const map = `new ConfigMap("legacy", { data: { APPLE_SHARED_SECRET: ${JSON.stringify(leaked)}, NOTE: pulumi.secret("${marked}") } });\n`;
    fs.appendFileSync(stage.file("index.ts"), settings + map);
    const stack = stage.file("stacks", "Pulumi.dev.yaml");
    const hostile = '<script>alert("x")</script>|`';
    const exemptions = [
      { rule: "stale-rotation", resource: "legacy-*", reason: hostile, owner: hostile, expires: "2025-12-01" },
    ];
    const guard = { rules: { "secret-rotation": "advisory" }, exemptions };
    fs.writeFileSync(
      stack,
      fs
        .readFileSync(stack, "utf8")
        .replace(/strongroom:guard:[\s\S]*$/, `strongroom:guard: ${JSON.stringify(guard)}\n`),
    );

    const found = await reportOf("dev", "--program", folder);
    assert.equal(found.guard.blocked, true);
    const blocking = found.guard.findings.filter(({ level }) => level === "mandatory");
    assert.deepEqual(
      [...new Set(blocking.map(({ rule, name }) => `${rule} ${name}`))],
      ["configmap-secrets legacy", "secret-provenance legacy"],
    );
    assert.deepEqual(found.guard.exemptions, [{ ...exemptions[0], keyPath: null, days: 7, state: "expires soon" }]);
    assert.equal(found.guard.rules.find(({ id }) => id === "secret-rotation")?.level, "advisory");
    assert.ok(found.access.values.some(({ name }) => name === "/dev/worker/SECURE"));

    const html = await report("dev", "--program", folder, "--output", "-");
    const markdown = await report("dev", "--program", folder, "--format", "markdown");
    assert.deepEqual([html.status, markdown.status], [0, 0]);
    assert.ok(html.stdout.startsWith('<!doctype html>\n<html lang="en">') && html.stdout.endsWith("</html>\n"));
    assert.ok(
      html.stdout.includes("&lt;script>alert(&quot;x&quot;)&lt;/script>") && !html.stdout.includes("<script>alert"),
    );
    assert.ok(markdown.stdout.includes('\\<script\\>alert("x")\\</script\\>'));
  });

  it("writes the page beside where it was typed, or where it is told to", async () => {
    const page = await report("dev", "--today", today);
    assert.deepEqual(page, { status: 0, stdout: "", stderr: "Written to strongroom-report-dev.html.\n" });
    assert.ok(fs.readFileSync(stage.file("strongroom-report-dev.html"), "utf8").includes("<h1>dev</h1>"));
    const json = await report("dev", "--json", "--output", "dev.json", "--today", today);
    assert.deepEqual(json, { status: 0, stdout: "", stderr: "Written to dev.json.\n" });
    assert.equal((JSON.parse(fs.readFileSync(stage.file("dev.json"), "utf8")) as EnvironmentReport).today, today);
  });

  it("refuses a folder that there is not, another account, an environment or day that is none, before anything runs", async () => {
    const refusals: [args: string[], message: RegExp][] = [
      [
        ["dev", "--output", "none/report.html"],
        /^none\/report\.html could not be written \(ENOENT\)\. Nothing was changed\.\nFix: name a file in a folder that exists with --output\.\n$/,
      ],
      [["prod", "--live"], /^These AWS credentials are of account 111122223333; prod is account 333344445555\./],
      [["qa"], /^There is no environment "qa" in strongroom\. Available: dev, staging, prod\.\n/],
      [["dev", "--today", "2026-02-29"], /^--today is "2026-02-29"; wanted a day as YYYY-MM-DD\.\nFix: --today /],
    ];
    for (const [args, message] of refusals) {
      const { status, stdout, stderr } = await report(...args);
      assert.deepEqual([status, stdout], [2, ""], args.join(" "));
      assert.match(stderr, message);
    }
    assert.equal(fs.existsSync(stage.file("strongroom-report-prod.html")), false);
  });
});
