import assert from "node:assert/strict";
import pico from "picocolors";
import { renderScanGithub } from "../../report/github";
import { renderScanJson } from "../../report/json";
import { checkPrinted } from "./json-document";
import { renderScanJunit } from "../../report/junit";
import { renderScanSarif, scanSarif } from "../../report/sarif";
import type { ScanFinding, ScanReport } from "../../report/scan-report";
import { renderScanText } from "../../report/scan-text";

const plain = { colors: pico.createColors(false), verbose: false };

const sure: ScanFinding = {
  file: "k8s/api.yaml",
  line: 12,
  document: 2,
  kind: "ConfigMap",
  namespace: "payments",
  name: "api",
  keyPath: 'data["DB_URL"]',
  detector: "url-password",
  level: "certain",
  text: 'data["DB_URL"] holds a PostgreSQL password (url-password, 12 characters, masked).',
  fix: "declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
};
const advice: ScanFinding = {
  ...sure,
  file: "k8s/a, b: 100%.yaml",
  line: 3,
  document: 1,
  namespace: null,
  name: null,
  keyPath: 'data["conf"] → <a> & "b"',
  detector: "random-value",
  level: "suspicious",
  text: 'data["conf"] may hold a credential (random-value, 32 characters, masked).',
};
const placeholder: ScanFinding = {
  ...sure,
  level: "placeholder",
  text: 'data["DB_URL"] holds a placeholder for a password.',
};

const empty: ScanReport = {
  version: "1.2.3",
  findings: [],
  problems: [],
  unread: [],
  notes: [],
  files: ["k8s/api.yaml", "k8s/worker.yaml"],
  objects: 3,
  accepted: 0,
  detectors: [],
};
const full: ScanReport = {
  ...empty,
  findings: [sure, advice],
  problems: [
    { file: "k8s/broken.yaml", line: 7, message: "It is no valid YAML: a line is not indented as its neighbours are." },
  ],
  unread: [{ ...sure, keyPath: 'binaryData["logo"]', reason: "it is not text" }],
  notes: ["1 entry of the baseline matches nothing here any more. Fix: strongroom baseline PATH --prune"],
  files: ["k8s/a, b: 100%.yaml", "k8s/api.yaml", "k8s/broken.yaml", "k8s/worker.yaml"],
  accepted: 2,
  detectors: [
    {
      id: "url-password",
      title: "Passwords in URLs",
      why: "Whoever reads the URL logs in.",
      references: ["https://cwe.mitre.org/data/definitions/312.html"],
    },
  ],
};

describe("a scan as text", () => {
  it("is one line when it is clean", () => {
    assert.equal(renderScanText(empty, plain), "Scan: clean. 2 files, 3 objects.\n");
  });

  it("names file and line, object, key path, what it is and the fix", () => {
    assert.equal(
      renderScanText(full, plain),
      [
        "[certain]  k8s/api.yaml:12  ConfigMap payments/api",
        '    data["DB_URL"] holds a PostgreSQL password (url-password, 12 characters, masked).',
        "    Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
        "",
        "[suspicious]  k8s/a, b: 100%.yaml:3  ConfigMap (no name)",
        '    data["conf"] may hold a credential (random-value, 32 characters, masked).',
        "    Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
        "",
        "[error]  k8s/broken.yaml:7",
        "    It is no valid YAML: a line is not indented as its neighbours are.",
        "",
        "[note]  1 entry of the baseline matches nothing here any more. Fix: strongroom baseline PATH --prune",
        "",
        "Scan: 2 findings in 2 files. 1 broken file. 2 accepted by the baseline. 1 value could not be read " +
          "(--verbose names them). 4 files, 3 objects.",
        "",
      ].join("\n"),
    );
  });

  it("names what could not be read when it is asked to, and shows placeholders that fail nothing", () => {
    const report = { ...full, findings: [placeholder], problems: [], notes: [], accepted: 0 };
    assert.equal(
      renderScanText(report, { ...plain, verbose: true }),
      [
        "[placeholder]  k8s/api.yaml:12  ConfigMap payments/api",
        '    data["DB_URL"] holds a placeholder for a password.',
        "    Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
        "",
        "[not read]  k8s/api.yaml:12  ConfigMap payments/api",
        '    binaryData["logo"] could not be read: it is not text.',
        "",
        "Scan: clean. 1 placeholder. 1 value could not be read. 4 files, 3 objects.",
        "",
      ].join("\n"),
    );
  });

  it("says when nothing was found and a file is broken", () => {
    const text = renderScanText(
      { ...empty, problems: [{ file: "a\u001b[31m.yaml", message: "It is no text." }] },
      plain,
    );
    assert.equal(
      text,
      "[error]  a?[31m.yaml\n    It is no text.\n\nScan: no findings. 1 broken file. 2 files, 3 objects.\n",
    );
  });
});

describe("a scan as JSON", () => {
  it("has a version and every field of a finding", () => {
    checkPrinted(["scan", "--json"], renderScanJson(full));
    assert.deepEqual(JSON.parse(renderScanJson(full)), {
      version: 1,
      findings: [
        {
          file: "k8s/api.yaml",
          line: 12,
          document: 2,
          kind: "ConfigMap",
          namespace: "payments",
          name: "api",
          keyPath: 'data["DB_URL"]',
          detector: "url-password",
          level: "certain",
          message:
            'data["DB_URL"] holds a PostgreSQL password (url-password, 12 characters, masked). ' +
            "Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
        },
        {
          file: "k8s/a, b: 100%.yaml",
          line: 3,
          document: 1,
          kind: "ConfigMap",
          namespace: null,
          name: null,
          keyPath: 'data["conf"] → <a> & "b"',
          detector: "random-value",
          level: "suspicious",
          message:
            'data["conf"] may hold a credential (random-value, 32 characters, masked). ' +
            "Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
        },
      ],
      errors: [
        {
          file: "k8s/broken.yaml",
          line: 7,
          message: "It is no valid YAML: a line is not indented as its neighbours are.",
        },
      ],
      unread: [
        {
          file: "k8s/api.yaml",
          line: 12,
          document: 2,
          kind: "ConfigMap",
          namespace: "payments",
          name: "api",
          keyPath: 'binaryData["logo"]',
          reason: "it is not text",
        },
      ],
      notes: ["1 entry of the baseline matches nothing here any more. Fix: strongroom baseline PATH --prune"],
    });
  });

  it("never holds a fingerprint", () => {
    const report = { ...full, findings: [{ ...sure, fingerprint: "0123456789abcdef" }] };
    for (const render of [renderScanJson, renderScanSarif, renderScanJunit, renderScanGithub]) {
      assert.doesNotMatch(render(report), /0123456789abcdef/);
    }
  });
});

describe("a scan for GitHub", () => {
  it("is a workflow command a finding, escaped", () => {
    assert.equal(
      renderScanGithub(full),
      [
        "::error file=k8s/api.yaml,line=12,title=url-password (certain)::ConfigMap payments/api: " +
          'data["DB_URL"] holds a PostgreSQL password (url-password, 12 characters, masked). ' +
          "Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
        "::warning file=k8s/a%2C b%3A 100%25.yaml,line=3,title=random-value (suspicious)::ConfigMap (no name): " +
          'data["conf"] may hold a credential (random-value, 32 characters, masked). ' +
          "Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.",
        "::error file=k8s/broken.yaml,line=7,title=broken file::It is no valid YAML: " +
          "a line is not indented as its neighbours are.",
        "::notice title=baseline::1 entry of the baseline matches nothing here any more. " +
          "Fix: strongroom baseline PATH --prune",
        "Scan: 2 findings in 2 files. 1 broken file. 2 accepted by the baseline. 1 value could not be read " +
          "(--verbose names them). 4 files, 3 objects.",
        "",
      ].join("\n"),
    );
  });

  it("is one line when it is clean", () => {
    assert.equal(renderScanGithub(empty), "Scan: clean. 2 files, 3 objects.\n");
  });

  it("lets no line break end a command", () => {
    const report = { ...empty, problems: [{ file: "a\nb.yaml", message: "one\r\n::error::two" }] };
    assert.equal(
      renderScanGithub(report),
      "::error file=a%0Ab.yaml,title=broken file::one%0D%0A::error::two\n" +
        "Scan: no findings. 1 broken file. 2 files, 3 objects.\n",
    );
  });
});

describe("a scan as JUnit XML", () => {
  it("has a suite for each file, a failure for each finding and a passed case for a clean file", () => {
    const fix = "Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.";
    assert.equal(
      renderScanJunit(full),
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="strongroom scan" tests="4" failures="2" errors="1">',
        '  <testsuite name="k8s/a, b: 100%.yaml" tests="1" failures="1" errors="0">',
        '    <testcase name="ConfigMap (no name) data[&quot;conf&quot;] → &lt;a&gt; &amp; &quot;b&quot;" ' +
          'classname="random-value" file="k8s/a, b: 100%.yaml" line="3">',
        '      <failure type="suspicious" message="k8s/a, b: 100%.yaml:3 data[&quot;conf&quot;] may hold a credential ' +
          `(random-value, 32 characters, masked). ${fix}"/>`,
        "    </testcase>",
        "  </testsuite>",
        '  <testsuite name="k8s/api.yaml" tests="1" failures="1" errors="0">',
        '    <testcase name="ConfigMap payments/api data[&quot;DB_URL&quot;]" classname="url-password" ' +
          'file="k8s/api.yaml" line="12">',
        '      <failure type="certain" message="k8s/api.yaml:12 data[&quot;DB_URL&quot;] holds a PostgreSQL password ' +
          `(url-password, 12 characters, masked). ${fix}"/>`,
        "    </testcase>",
        "  </testsuite>",
        '  <testsuite name="k8s/broken.yaml" tests="1" failures="0" errors="1">',
        '    <testcase name="readable" classname="file" file="k8s/broken.yaml" line="7">',
        '      <error type="broken-file" message="It is no valid YAML: a line is not indented as its neighbours are."/>',
        "    </testcase>",
        "  </testsuite>",
        '  <testsuite name="k8s/worker.yaml" tests="1" failures="0" errors="0">',
        '    <testcase name="holds no credentials" classname="file" file="k8s/worker.yaml"/>',
        "  </testsuite>",
        "</testsuites>",
        "",
      ].join("\n"),
    );
  });

  it("fails nothing for a placeholder, and replaces what XML cannot write", () => {
    const file = "a\u0000\nb.yaml";
    const xml = renderScanJunit({ ...empty, files: [file], findings: [{ ...placeholder, file }] });
    assert.match(xml, /^<testsuites name="strongroom scan" tests="1" failures="0" errors="0">$/m);
    assert.match(xml, /^ {6}<system-out>\n {8}a\?&#10;b\.yaml:12 data\[&quot;DB_URL&quot;\] holds a placeholder/m);
  });
});

describe("a scan as SARIF", () => {
  it("is a log of version 2.1.0 with rules, levels, places and fingerprints of places", () => {
    const fix = "Fix: declare DB_URL in a group of services/api.ts, and read it with secretKeyRef.";
    const { runs, version } = scanSarif(full);
    assert.equal(version, "2.1.0");
    const [run] = runs;
    assert.equal(runs.length, 1);
    assert.deepEqual(run!.tool.driver, {
      name: "strongroom",
      version: "1.2.3",
      rules: [
        {
          id: "random-value",
          shortDescription: { text: "random-value" },
          help: {
            text: "Keep it in AWS Secrets Manager, and let the workload read it with secretKeyRef.",
            markdown: "Keep it in AWS Secrets Manager, and let the workload read it with `secretKeyRef`.",
          },
          defaultConfiguration: { level: "error" },
          properties: { tags: ["security", "secrets"], "security-severity": "8.0" },
        },
        {
          id: "url-password",
          shortDescription: { text: "Passwords in URLs" },
          fullDescription: { text: "Whoever reads the URL logs in." },
          helpUri: "https://cwe.mitre.org/data/definitions/312.html",
          help: {
            text:
              "Whoever reads the URL logs in.\n" +
              "Keep it in AWS Secrets Manager, and let the workload read it with secretKeyRef.",
            markdown:
              "Whoever reads the URL logs in.\n\n" +
              "Keep it in AWS Secrets Manager, and let the workload read it with `secretKeyRef`.\n\n" +
              "- <https://cwe.mitre.org/data/definitions/312.html>",
          },
          defaultConfiguration: { level: "error" },
          properties: { tags: ["security", "secrets"], "security-severity": "8.0" },
        },
      ],
    });
    assert.deepEqual(run!.results, [
      {
        ruleId: "url-password",
        ruleIndex: 1,
        level: "error",
        message: {
          text:
            'ConfigMap payments/api: data["DB_URL"] holds a PostgreSQL password ' +
            `(url-password, 12 characters, masked). ${fix}`,
        },
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: "k8s/api.yaml" }, region: { startLine: 12 } },
            logicalLocations: [{ fullyQualifiedName: 'ConfigMap payments/api data["DB_URL"]', kind: "member" }],
          },
        ],
        partialFingerprints: { "strongroomPlace/v1": "e3407edf922a591c49c7aed6b65f43b5" },
        properties: { certainty: "certain" },
      },
      {
        ruleId: "random-value",
        ruleIndex: 0,
        level: "warning",
        message: {
          text: `ConfigMap (no name): data["conf"] may hold a credential (random-value, 32 characters, masked). ${fix}`,
        },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "k8s/a%2C%20b%3A%20100%25.yaml" },
              region: { startLine: 3 },
            },
            logicalLocations: [{ fullyQualifiedName: 'ConfigMap (no name) data["conf"] → <a> & "b"', kind: "member" }],
          },
        ],
        partialFingerprints: { "strongroomPlace/v1": "99cc422e97e839a4cf9d631ae0db4caf" },
        properties: { certainty: "suspicious" },
      },
    ]);
    assert.deepEqual(run!.invocations, [
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: "error",
            message: { text: "It is no valid YAML: a line is not indented as its neighbours are." },
            locations: [
              { physicalLocation: { artifactLocation: { uri: "k8s/broken.yaml" }, region: { startLine: 7 } } },
            ],
          },
          {
            level: "note",
            message: {
              text: "1 entry of the baseline matches nothing here any more. Fix: strongroom baseline PATH --prune",
            },
          },
        ],
      },
    ]);
  });

  it("keeps a place's fingerprint when lines and files move, and gives another place another", () => {
    const digest = (finding: ScanFinding): unknown =>
      scanSarif({ ...empty, findings: [finding] }).runs[0]!.results![0]!.partialFingerprints!["strongroomPlace/v1"];
    assert.equal(digest({ ...sure, file: "other.yaml", line: 1, document: 9 }), digest(sure));
    assert.notEqual(digest({ ...sure, keyPath: 'data["OTHER"]' }), digest(sure));
  });

  it("shows placeholders as notes, and names standard input and absolute files as URIs", () => {
    const [run] = scanSarif({
      ...empty,
      findings: [
        { ...placeholder, file: "-" },
        { ...sure, file: "/srv/a b.yaml" },
      ],
    }).runs;
    assert.deepEqual(
      run!.results!.map(({ level, locations }) => [level, locations![0]!.physicalLocation!.artifactLocation!.uri]),
      [
        ["note", "stdin"],
        ["error", "file:///srv/a%20b.yaml"],
      ],
    );
  });
});
