import assert from "node:assert/strict";
import { chooseColors } from "../../report/colors";
import { codeBlock, codeSpan } from "../../report/markdown";
import { renderPreviewsGithub } from "../../report/preview-github";
import { renderPreviewsJson } from "../../report/preview-json";
import { checkPrinted } from "./json-document";
import { renderPreviewsMarkdown } from "../../report/preview-markdown";
import { renderPreview } from "../../report/preview-text";
import type { GuardFinding, PreviewReport } from "../../report/preview-report";
import { previewsSarif } from "../../report/preview-sarif";
import { type EnvironmentPreview, exitStatusOf, findingKey } from "../../report/preview-set";
import type { InventoryRow } from "../../report/inventory-report";
import { sarifErrors } from "./sarif-schema";

const parameter: GuardFinding = {
  level: "mandatory",
  severity: "critical",
  policy: "parameter-holds-secret",
  urn: "urn:pulumi:dev::shop::aws:ssm/parameter:Parameter::checkout-TOKEN",
  type: "aws:ssm/parameter:Parameter",
  name: "checkout-TOKEN",
  message: "Parameters hold no credentials.\nvalue holds 100% of a token.\nFix: declare it.",
  location: { file: "services/a, b: c.ts", line: 12 },
};
const advice: GuardFinding = {
  ...parameter,
  level: "advisory",
  policy: "secret-rotation-advisory",
  urn: "urn:pulumi:dev::shop::aws:secretsmanager/secret:Secret::`odd`|@team",
  type: "aws:secretsmanager/secret:Secret",
  name: "`odd`|@team",
  message: "Every secret rotates.\n```\n::error::injected",
  location: { file: "index.ts" },
};
delete advice.severity;

const report: PreviewReport = {
  program: "shop",
  environment: "dev",
  facts: [],
  roots: [
    { kind: "component", type: "a:b:C", name: "c", inputNames: [], children: [] },
    { kind: "create", type: "a:b:D", name: "d", inputNames: [], children: [] },
  ],
  outputs: [],
  awaitingSeed: [],
  notOpened: [],
  findings: [advice, parameter],
  rules: [
    {
      id: "parameter-holds-secret",
      description: "Parameters hold no credentials.",
      fix: "Declare it.",
      url: "https://example.com/parameters",
      severity: "critical",
    },
    { id: "secret-rotation", description: "Every secret rotates." },
  ],
  ruleCount: 2,
  timings: [],
  milliseconds: 1,
};

describe("a preview as text", () => {
  const plain = { colors: chooseColors(false, {}, {}), verbose: false };

  it("names the rule where a policy of it only advises", () => {
    const text = renderPreview(report, plain);
    assert.ok(text.includes("[advisory]  secret-rotation  (aws:secretsmanager/secret:Secret: `odd`|@team)\n"), text);
    assert.equal(text.includes("secret-rotation-advisory"), false);
    assert.equal(text.includes("Outputs"), false);
  });

  it("cuts long outputs, and says how to see them whole", () => {
    const long = { ...report, outputs: [{ name: "inventory", lines: ["- short", `- ${"long ".repeat(60)}`] }] };
    const text = renderPreview(long, plain);
    assert.ok(
      text.includes(
        `\n\nOutputs (--verbose shows long ones whole):\n  inventory:\n    - short\n    - ${"long ".repeat(21)}…\n\n`,
      ),
      text,
    );
    assert.ok(
      renderPreview(long, { ...plain, verbose: true }).includes(
        `\n\nOutputs:\n  inventory:\n    - short\n    - ${"long ".repeat(60)}\n\n`,
      ),
    );
  });
});

const dev: EnvironmentPreview = { environment: "dev", report, problems: [] };
const prod: EnvironmentPreview = {
  environment: "prod",
  report: { ...report, environment: "prod", findings: [parameter] },
  problems: [],
};
const clean: EnvironmentPreview = { environment: "qa", report: { ...report, findings: [] }, problems: [] };
const failed: EnvironmentPreview = {
  environment: "staging",
  failure: "Service declarations are wrong: ...",
  problems: [
    { message: "runbook: wanted an https URL", location: { file: "services/api.ts", line: 8 } },
    { message: "no place" },
  ],
};

describe("previews as workflow commands", () => {
  it("name file and line, the environments that say the same, and the verdict of each, escaped", () => {
    assert.equal(
      renderPreviewsGithub([dev, failed, prod]),
      [
        "::error file=services/api.ts,line=8,title=preview of staging::runbook: wanted an https URL",
        "::error title=preview of staging::no place",
        "::error file=services/a%2C b%3A c.ts,line=12,title=parameter-holds-secret (mandatory)::" +
          "aws:ssm/parameter:Parameter checkout-TOKEN, in dev and prod:%0AParameters hold no credentials." +
          "%0Avalue holds 100%25 of a token.%0AFix: declare it.",
        "::warning file=index.ts,title=secret-rotation (advisory)::aws:secretsmanager/secret:Secret `odd`|@team, in dev:" +
          "%0AEvery secret rotates.%0A```%0A::error::injected",
        "dev: Guard: blocked. 1 mandatory violation. 1 advisory. 2 rules, 2 resources.",
        "staging: Preview: failed.",
        "prod: Guard: blocked. 1 mandatory violation. 2 rules, 2 resources.",
        "",
      ].join("\n"),
    );
  });
});

describe("previews as Markdown", () => {
  const row = {
    environment: "prod",
    service: "api",
    group: "apple",
    owner: "api @everyone <api@example.com>",
    runbook: "https://runbooks.example.com/apple",
    due: "2026-11-01",
    state: { kind: "overdue", days: 28 },
  } as InventoryRow;
  const changes = {
    created: [{ type: "a:b:C", name: "new", inputs: [] }],
    changed: [{ type: "a:b:C", name: "old|er", inputs: ["data", "tags"] }],
    removed: [],
  };

  it("is one document for a job's summary and a comment", () => {
    const compared = { ...dev, changes, known: [findingKey(advice)], rotations: [] };
    assert.equal(
      renderPreviewsMarkdown([compared, { ...prod, changes, known: [], rotations: [row] }]),
      `## Preview: the guard blocks \`dev\` and \`prod\`

| Environment | Guard | Changes | Rotations |
| --- | --- | --- | --- |
| \`dev\` | **1 mandatory violation**, 1 advisory | 1 created, 1 changed | none due |
| \`prod\` | **1 mandatory violation** | 1 created, 1 changed | **1 overdue** |

### Findings

**mandatory, critical** \`parameter-holds-secret\` at \`services/a, b: c.ts:12\`: \`aws:ssm/parameter:Parameter\` \`checkout-TOKEN\`, in \`dev\` and \`prod\`. **New.**

\`\`\`text
Parameters hold no credentials.
value holds 100% of a token.
Fix: declare it.
\`\`\`

**advisory** \`secret-rotation\` at \`index.ts\`: \`aws:secretsmanager/secret:Secret\` \`\` \`odd\`|@team \`\`, in \`dev\`

\`\`\`\`text
Every secret rotates.
\`\`\`
::error::injected
\`\`\`\`

### What changes

<details><summary>dev and prod: 1 created, 1 changed</summary>

|  | Type | Name | Inputs |
| --- | --- | --- | --- |
| created | \`a:b:C\` | \`new\` |  |
| changed | \`a:b:C\` | \`old\\|er\` | \`data\`, \`tags\` |

</details>

### Rotations that are due

| State | Entry | Due | Owner | Runbook |
| --- | --- | --- | --- | --- |
| OVERDUE by 28 days | \`prod/api/apple\` | 2026-11-01 | \`api @everyone <api@example.com>\` | <https://runbooks.example.com/apple> |
`,
    );
  });

  it("says why a preview failed, and what was compared with nothing", () => {
    assert.equal(
      renderPreviewsMarkdown([failed, { ...clean, notCompared: "new environment" }]),
      `## Preview: failed for \`staging\`

| Environment | Guard | Changes | Rotations |
| --- | --- | --- | --- |
| \`staging\` | failed | - | - |
| \`qa\` | clean | new environment | - |

### Why it failed

In \`staging\`: \`services/api.ts:8\`

\`\`\`text
runbook: wanted an https URL
\`\`\`

In \`staging\`:

\`\`\`text
no place
\`\`\`
`,
    );
    assert.match(renderPreviewsMarkdown([clean]), /^## Preview: clean\n/);
  });

  it("stays below the limit of a comment, and says that it was cut", () => {
    const findings = Array.from({ length: 500 }, (_, at) => ({
      ...parameter,
      name: `${at}`,
      message: "x".repeat(500),
    }));
    const text = renderPreviewsMarkdown([{ ...dev, report: { ...report, findings } }]);
    assert.ok(text.length < 61_000);
    assert.match(text, /\n_\d+ parts left out: the log of the run has every finding\._\n$/);
  });

  it("lets no name end its code", () => {
    assert.equal(codeSpan("a `b` ``c``"), "``` a `b` ``c`` ```");
    assert.equal(codeSpan("two\nlines"), "`two lines`");
    assert.equal(codeBlock("````"), "`````text\n````\n`````");
  });
});

describe("previews as SARIF", () => {
  const log = previewsSarif([dev, failed, prod], "1.2.3");

  it("fits the official schema", () => {
    assert.deepEqual(sarifErrors(log), []);
    assert.equal(sarifErrors({ ...log, runs: [{}] }).length, 1);
  });

  it("points at the declaration, once for all environments", () => {
    const [run] = log.runs;
    assert.deepEqual(run?.automationDetails, { id: "strongroom-preview/" });
    assert.deepEqual(
      run?.results?.map(({ ruleId, ruleIndex, level, locations }) => {
        const { artifactLocation, region } = locations![0]!.physicalLocation!;
        return [ruleId, ruleIndex, level, artifactLocation?.uri, region?.startLine];
      }),
      [
        ["parameter-holds-secret", 0, "error", "services/a%2C%20b%3A%20c.ts", 12],
        ["secret-rotation", 1, "warning", "index.ts", 1],
      ],
    );
    assert.equal(
      run?.results?.[0]?.message.text,
      `aws:ssm/parameter:Parameter checkout-TOKEN, in dev and prod:\n${parameter.message}`,
    );
    const severities = run?.tool.driver.rules?.map(({ properties }) => properties?.["security-severity"] as string);
    assert.deepEqual(severities, ["9.0", undefined]);
  });

  it("says that a preview failed, and where", () => {
    const [invocation] = log.runs[0]!.invocations!;
    assert.equal(invocation?.executionSuccessful, false);
    assert.deepEqual(
      invocation?.toolExecutionNotifications?.map(({ message, locations }) => [message.text, locations?.length]),
      [
        ["In staging: runbook: wanted an https URL", 1],
        ["In staging: no place", undefined],
      ],
    );
  });

  it("keeps a finding's name while its line moves", () => {
    const fingerprint = (finding: GuardFinding) =>
      previewsSarif([{ ...dev, report: { ...report, findings: [finding] } }], "1").runs[0]!.results![0]!
        .partialFingerprints?.["primaryLocationLineHash"];
    const moved = { ...parameter, location: { file: "services/a, b: c.ts", line: 40 } };
    assert.equal(fingerprint(moved), fingerprint(parameter));
    assert.notEqual(fingerprint({ ...parameter, name: "other" }), fingerprint(parameter));
  });
});

describe("a set of previews", () => {
  it("fails where one failed, and is blocked where one is", () => {
    assert.deepEqual([[clean], [clean, prod], [clean, prod, failed]].map(exitStatusOf), [0, 1, 2]);
  });

  it("is JSON with a document for each, or its problems", () => {
    const text = renderPreviewsJson([dev, failed]);
    checkPrinted(["preview", "--json"], text);
    const { previews } = JSON.parse(text) as { previews: Record<string, unknown>[] };
    assert.equal(previews[0]?.["blocked"], true);
    assert.deepEqual(previews[1], { version: 1, environment: "staging", problems: failed.problems });
  });
});
