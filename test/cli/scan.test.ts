import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { findFiles } from "../../cli/scan/find-files";
import type { AcceptedFinding } from "../../report/documents/baseline";
import { checkDocument, checkPrinted } from "../report/json-document";
import { makeSharedSecret, root, type CliResult } from "./run-cli";

const summary = (text: string): string => text.trimEnd().split("\n").at(-1)!;

describe("strongroom scan", function () {
  this.timeout(120_000);

  let folder: string;
  const secrets: string[] = [];
  const outputs: string[] = [];

  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** A value that no output may hold. */
  function makeSecret(): string {
    const secret = makeSharedSecret();
    secrets.push(secret);
    return secret;
  }

  /** Runs the command in the folder, and notes what it printed. */
  function run(args: string[], input = ""): CliResult {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "bin/strongroom.js"), ...args], {
      cwd: folder,
      encoding: "utf8",
      input,
      env: { ...process.env, FORCE_COLOR: undefined },
    });
    outputs.push(stdout, stderr);
    checkPrinted(args, stdout);
    return { status, stdout, stderr };
  }

  function write(name: string, ...lines: string[]): void {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${lines.join("\n")}\n`);
  }

  /** A finding as the JSON has it, in a line: `file:line document kind namespace/name keyPath detector level`. */
  function scanJson(args: string[], input?: string): { status: number | null; findings: string[]; errors: unknown } {
    const { status, stdout } = run(["scan", "--json", ...args], input);
    const { version, findings, errors } = JSON.parse(stdout) as {
      version: number;
      findings: Record<string, string>[];
      errors: unknown;
    };
    assert.equal(version, 1);
    const lines = findings.map(
      ({ file, line, document, kind, namespace, name, keyPath, level }) =>
        `${file}:${line} ${document} ${kind} ${namespace}/${name} ${keyPath} ${level}`,
    );
    return { status, findings: lines, errors };
  }

  const configMap = (name: string, ...data: string[]): string[] => [
    "apiVersion: v1",
    "kind: ConfigMap",
    `metadata: {name: ${name}, namespace: payments}`,
    "data:",
    ...data,
  ];

  it("prints one line for a clean folder and ends with 0", () => {
    write("k8s/api.yaml", ...configMap("api", "  LOG_LEVEL: info", "  PASSWORD_FILE: /run/secrets/db"));
    write("k8s/deep/er/worker.yml", "kind: Service", "metadata: {name: worker}");
    write("k8s/readme.md", "no YAML: [");
    write("k8s/node_modules/x/y.yaml", "no YAML: [");
    write("k8s/.git/y.yaml", "no YAML: [");
    write("k8s/.ci.yaml", "no YAML: [");
    const { status, stdout, stderr } = run(["scan", "k8s"]);
    assert.deepEqual([status, stdout, stderr], [0, "Scan: clean. 2 files, 2 objects.\n", ""]);
  });

  it("says where the incident's shared secret stands, and how to get rid of it", () => {
    write("api.yaml", ...configMap("api", "  LOG_LEVEL: info", `  APPLE_SHARED_SECRET: ${makeSecret()}`));
    const { status, stdout } = run(["scan", "api.yaml"]);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^\[certain\] {2}api\.yaml:6 {2}ConfigMap payments\/api\n {4}data\["APPLE_SHARED_SECRET"\] holds .+, 32 characters, masked\)\.\n {4}Fix: declare APPLE_SHARED_SECRET in a group of services\/api\.ts, and read it with secretKeyRef\.\n\nScan: 1 finding in 1 file\. 1 file, 1 object\.\n$/,
    );
  });

  it("counts lines in the file: in blocks, folded text, quotes, flow maps and base64", () => {
    const inBase64 = Buffer.from(`a: 1\nAPPLE_SHARED_SECRET: ${makeSecret()}\n`).toString("base64");
    write(
      "all.yaml",
      "# a comment",
      "---",
      ...configMap(
        "first",
        "  application.yaml: |",
        "    spring:",
        "",
        "      datasource:",
        `        apple-shared-secret: ${makeSecret()}`,
        "  folded.env: >",
        "    LOG_LEVEL=info",
        "",
        `    APPLE_SHARED_SECRET=${makeSecret()}`,
        '  quoted.env: "LOG_LEVEL=info\\n\\',
        `    APPLE_SHARED_SECRET=${makeSecret()}\\n"`,
        "binaryData:",
        `  more.yaml: ${inBase64}`,
      ),
      "---",
      "kind: ConfigMap",
      "metadata: {name: second, namespace: payments}",
      "data: {",
      "  LOG_LEVEL: info,",
      `  APPLE_SHARED_SECRET: ${makeSecret()}`,
      "}",
    );
    assert.deepEqual(scanJson(["all.yaml"]), {
      status: 1,
      findings: [
        'all.yaml:11 1 ConfigMap payments/first data["application.yaml"] → spring.datasource.apple-shared-secret certain',
        'all.yaml:15 1 ConfigMap payments/first data["folded.env"] → APPLE_SHARED_SECRET certain',
        'all.yaml:17 1 ConfigMap payments/first data["quoted.env"] → APPLE_SHARED_SECRET certain',
        'all.yaml:19 1 ConfigMap payments/first binaryData["more.yaml"] → APPLE_SHARED_SECRET certain',
        'all.yaml:25 2 ConfigMap payments/second data["APPLE_SHARED_SECRET"] certain',
      ],
      errors: [],
    });
  });

  it("opens lists in lists, items without a kind, and what kubectl apply left in an annotation", () => {
    const applied = { kind: "ConfigMap", data: { APPLE_SHARED_SECRET: makeSecret() } };
    const list = {
      kind: "List",
      items: [
        { kind: "Service", metadata: { name: "api" } },
        {
          kind: "ConfigMapList",
          items: [{ metadata: { name: "inner", namespace: "a" }, data: { APPLE_SHARED_SECRET: makeSecret() } }],
        },
        {
          kind: "ConfigMap",
          metadata: {
            name: "applied",
            namespace: "b",
            annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(applied) },
          },
        },
      ],
    };
    write("list.json", JSON.stringify(list, null, 1));
    write("list.yaml", yaml.stringify(list, { lineWidth: 0 }));
    const { findings } = scanJson(["list.json", "list.yaml"]);
    const annotation =
      'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"] → data["APPLE_SHARED_SECRET"]';
    const applyLine = (name: string): number =>
      fs.readFileSync(path.join(folder, name), "utf8").split("last-applied")[0]!.split("\n").length;
    const innerLine = (name: string): number =>
      fs.readFileSync(path.join(folder, name), "utf8").split("APPLE_SHARED")[0]!.split("\n").length;
    assert.deepEqual(
      findings.map((line) => line.replace(/ → data\.APPLE_SHARED_SECRET/, ' → data["APPLE_SHARED_SECRET"]')),
      ["list.json", "list.yaml"].flatMap((file) => [
        `${file}:${innerLine(file)} 1 ConfigMap a/inner data["APPLE_SHARED_SECRET"] certain`,
        `${file}:${applyLine(file)} 1 ConfigMap b/applied ${annotation} certain`,
      ]),
    );
  });

  it("reads what kubectl prints from standard input", () => {
    const items = [
      { kind: "ConfigMap", metadata: { name: "api", namespace: "a", uid: "u" }, data: { LOG_LEVEL: "info" } },
      {
        kind: "ConfigMap",
        metadata: { name: "web", namespace: "b", uid: "v" },
        data: { APPLE_SHARED_SECRET: makeSecret() },
      },
    ];
    const { status, findings } = scanJson(["-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }, null, 4));
    assert.deepEqual([status, findings], [1, ['-:24 1 ConfigMap b/web data["APPLE_SHARED_SECRET"] certain']]);
  });

  it("looks into variables and command lines of workloads, by the guard's own walk", () => {
    write(
      "workload.yaml",
      "apiVersion: batch/v1",
      "kind: CronJob",
      "metadata: {name: nightly}",
      "spec:",
      "  jobTemplate:",
      "    spec:",
      "      template:",
      "        spec:",
      "          containers:",
      "          - name: job",
      "            args:",
      "            - --apple-shared-secret",
      `            - ${makeSecret()}`,
      "            env:",
      "            - name: LOG_LEVEL",
      "              value: info",
      "            - name: APPLE_SHARED_SECRET",
      `              value: "${makeSecret()}"`,
    );
    const at = "spec.jobTemplate.spec.template.spec.containers[0]";
    assert.deepEqual(scanJson(["workload.yaml"]).findings.sort(), [
      `workload.yaml:13 1 CronJob null/nightly ${at}.args["--apple-shared-secret"] certain`,
      `workload.yaml:18 1 CronJob null/nightly ${at}.env["APPLE_SHARED_SECRET"] certain`,
    ]);
  });

  it("finds a Secret that lies in a file, and leaves one of a cluster alone", () => {
    const secret = (name: string, ...metadata: string[]): string[] => [
      "---",
      "kind: Secret",
      "metadata:",
      `  name: ${name}`,
      ...metadata,
      "stringData:",
      `  APPLE_SHARED_SECRET: ${makeSecret()}`,
      "data:",
      `  OTHER_SHARED_SECRET: ${Buffer.from(makeSecret()).toString("base64")}`,
    ];
    write("secret.yaml", ...secret("written"), ...secret("live", "  uid: 0c1d"));
    assert.deepEqual(scanJson(["secret.yaml"]).findings, [
      'secret.yaml:6 1 Secret null/written stringData["APPLE_SHARED_SECRET"] certain',
      'secret.yaml:8 1 Secret null/written data["OTHER_SHARED_SECRET"] certain',
    ]);
  });

  it("shows placeholders with --all, and fails for none", () => {
    write("api.yaml", ...configMap("api", "  DB_PASSWORD: CHANGEME"));
    assert.equal(run(["scan", "api.yaml"]).stdout, "Scan: clean. 1 file, 1 object.\n");
    const { status, findings } = scanJson(["api.yaml", "--all"]);
    assert.deepEqual([status, findings], [0, ['api.yaml:5 1 ConfigMap payments/api data["DB_PASSWORD"] placeholder']]);
  });

  it("reports a broken file in every format and scans the rest: 2 alone, 1 beside a finding", () => {
    const marker = makeSecret();
    write("broken.yaml", "kind: ConfigMap", "data:", `  password: "${marker}`, "  b: 1");
    write("chart.yaml", "kind: ConfigMap", "data:", "  {{- toYaml .Values.data | nindent 2 }}");
    write("broken.json", "{", `  "data": {"password": "${marker}" oops}`, "}");
    write("fine.yaml", ...configMap("fine", "  LOG_LEVEL: info"));
    const alone = run(["scan", "."]);
    assert.equal(alone.status, 2);
    assert.match(alone.stdout, /^\[error\] {2}broken\.json:2\n {4}It is no valid JSON: a comma or \} was expected\.$/m);
    assert.match(alone.stdout, /^\[error\] {2}broken\.yaml:\d\n {4}It is no valid YAML: .+\.$/m);
    assert.match(alone.stdout, /^ {4}.+ It looks like a template: render it first, e\.g\. helm template\.$/m);
    assert.equal(summary(alone.stdout), "Scan: no findings. 3 broken files. 4 files, 1 object.");
    for (const format of ["json", "sarif", "junit", "github"]) {
      const { status, stdout } = run(["scan", ".", "--format", format]);
      assert.equal(status, 2, format);
      assert.match(stdout, /a comma or (\}|&#125;) was expected/, format);
    }
    write("leak.yaml", ...configMap("leak", `  APPLE_SHARED_SECRET: ${makeSecret()}`));
    const both = run(["scan", "."]);
    assert.equal(both.status, 1);
    assert.equal(summary(both.stdout), "Scan: 1 finding in 1 file. 3 broken files. 5 files, 2 objects.");
  });

  it("reads on behind a broken document", () => {
    write("two.yaml", "a: [", "---", ...configMap("api", `  APPLE_SHARED_SECRET: ${makeSecret()}`));
    const { status, findings } = scanJson(["two.yaml"]);
    assert.deepEqual(
      [status, findings],
      [1, ['two.yaml:7 2 ConfigMap payments/api data["APPLE_SHARED_SECRET"] certain']],
    );
  });

  it("prints no name that could be anything, and no control character", () => {
    const marker = makeSecret();
    write(
      "odd.yaml",
      "kind: ConfigMap",
      `metadata: {name: "${marker} \\e[31m", namespace: "postgres://u:${marker}@h"}`,
      `data: {APPLE_SHARED_SECRET: ${makeSecret()}}`,
    );
    const { stdout } = run(["scan", "odd.yaml", "--all"]);
    assert.match(stdout, /ConfigMap \(a name that is not known\)\/\(a name that is not known\)/);
  });

  it("refuses paths that do not exist and formats that it does not know, with the fix", () => {
    const missing = run(["scan", "one", "two"]);
    assert.deepEqual(
      [missing.status, missing.stdout, missing.stderr],
      [
        2,
        "",
        "one does not exist, or may not be read.\ntwo does not exist, or may not be read.\nNothing was scanned.\n" +
          "Fix: name files or folders with Kubernetes YAML or JSON, or - for standard input.\n",
      ],
    );
    const format = run(["scan", ".", "--format", "xml"]);
    assert.equal(format.status, 2);
    assert.match(format.stderr, /Allowed choices are text, json, sarif, junit, github\./);
  });

  it("refuses a folder that holds nothing to scan: a mistyped one must not look clean", () => {
    write("k8s/readme.md", "nothing");
    write("fine.yaml", ...configMap("fine", "  LOG_LEVEL: info"));
    for (const command of ["scan", "baseline"]) {
      const { status, stdout, stderr } = run([command, "fine.yaml", "k8s"]);
      assert.deepEqual(
        [status, stdout, stderr],
        [
          2,
          "",
          "k8s holds no .yaml, .yml or .json file (what is hidden and node_modules were left out).\nNothing was scanned.\n" +
            "Fix: name files or folders with Kubernetes YAML or JSON, or - for standard input.\n",
        ],
      );
    }
    assert.equal(fs.existsSync(path.join(folder, ".strongroom-baseline.json")), false);
  });

  it("takes empty standard input for the failure that it is, and an empty list for clean", () => {
    const empty = run(["scan", "-"], "\n");
    assert.deepEqual(
      [empty.status, empty.stdout, empty.stderr],
      [
        2,
        "[error]  -\n    Standard input is empty, so nothing was scanned. " +
          "Fix: run what stands before the pipe alone, and see why it writes nothing.\n\n" +
          "Scan: no findings. 1 broken file. 1 file, 0 objects.\n",
        "",
      ],
    );
    const list = run(["scan", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: [] }));
    assert.deepEqual([list.status, list.stdout], [0, "Scan: clean. 1 file, 0 objects.\n"]);
  });

  it("reports a folder that may not be listed, and goes on with the rest", function () {
    if (process.seteuid === undefined || process.geteuid === undefined) this.skip();
    write("k8s/closed/a.yaml", ...configMap("a"));
    write("k8s/open/b.yaml", ...configMap("b"));
    fs.chmodSync(folder, 0o755);
    fs.chmodSync(path.join(folder, "k8s/closed"), 0o000);
    const user = process.geteuid();
    // Root may list anything.
    if (user === 0) process.seteuid(65534);
    try {
      assert.deepEqual(findFiles([path.join(folder, "k8s")]), {
        files: [path.join(folder, "k8s/open/b.yaml")],
        problems: [{ file: path.join(folder, "k8s/closed"), message: "The folder could not be listed (EACCES)." }],
      });
      if (user !== 0) {
        const { status, stdout } = run(["scan", "k8s"]);
        assert.deepEqual([status, summary(stdout)], [2, "Scan: no findings. 1 broken file. 1 file, 1 object."]);
      }
    } finally {
      process.seteuid(user);
      fs.chmodSync(path.join(folder, "k8s/closed"), 0o755);
    }
  });

  it("finds the same on several threads, in the same order", () => {
    const filler = "LOG_LEVEL=info\n".repeat(12_000);
    for (let index = 0; index < 30; index++) {
      const data = { "settings.env": filler, ...(index % 7 === 0 ? { APPLE_SHARED_SECRET: makeSecret() } : {}) };
      write(
        `${String(index).padStart(2, "0")}.yaml`,
        yaml.stringify({ kind: "ConfigMap", metadata: { name: "m" }, data }),
      );
    }
    const { status, findings } = scanJson(["."]);
    assert.equal(status, 1);
    assert.deepEqual(
      findings.map((line) => line.split(":")[0]),
      ["00.yaml", "07.yaml", "14.yaml", "21.yaml", "28.yaml"],
    );
  });

  describe("with a baseline", () => {
    const baselineFile = (): string => path.join(folder, ".strongroom-baseline.json");
    const readBaseline = (): { key: string; accepted: AcceptedFinding[] } =>
      JSON.parse(fs.readFileSync(baselineFile(), "utf8")) as { key: string; accepted: AcceptedFinding[] };
    const scan = (...more: string[]): CliResult =>
      run(["scan", ".", "--baseline", ".strongroom-baseline.json", ...more]);
    const weak = ["ba", "rfly"].join("");

    beforeEach(() => {
      const secret = makeSecret();
      write("k8s/api.yaml", ...configMap("api", `  APPLE_SHARED_SECRET: ${secret}`, `  password: ${weak}`));
    });

    it("accepts today's findings, wherever they move to", () => {
      const accepted = run(["baseline", "."]);
      checkDocument("baseline", JSON.parse(fs.readFileSync(baselineFile(), "utf8")));
      assert.equal(accepted.status, 0);
      assert.equal(
        accepted.stdout,
        "[note]  1 value could be guessed, so no fingerprint is kept: another guessable value in the same place passes, too.\n" +
          '    ConfigMap payments/api data["password"]\n\n' +
          "Baseline: 2 findings accepted, 2 in all, in .strongroom-baseline.json.\n",
      );
      const text = fs.readFileSync(path.join(folder, "k8s/api.yaml"), "utf8");
      fs.rmSync(path.join(folder, "k8s/api.yaml"));
      write("moved/there.yaml", "# one line more", text);
      const { status, stdout } = scan();
      assert.deepEqual([status, stdout], [0, "Scan: clean. 2 accepted by the baseline. 1 file, 1 object.\n"]);
    });

    it("keeps place and digest, and nothing to guess a value by", () => {
      run(["baseline", "."]);
      const { key, accepted } = readBaseline();
      assert.match(key, /^[0-9a-f-]{36}$/);
      assert.deepEqual(
        accepted.map(({ fingerprint, detector, ...place }) => [place, typeof detector, fingerprint?.length]),
        [
          [
            { kind: "ConfigMap", namespace: "payments", name: "api", keyPath: 'data["APPLE_SHARED_SECRET"]' },
            "string",
            16,
          ],
          [{ kind: "ConfigMap", namespace: "payments", name: "api", keyPath: 'data["password"]' }, "string", undefined],
        ],
      );
      outputs.push(fs.readFileSync(baselineFile(), "utf8"));
      fs.rmSync(baselineFile());
      run(["baseline", "."]);
      assert.notEqual(readBaseline().key, key);
      assert.notEqual(readBaseline().accepted[0]!.fingerprint, accepted[0]!.fingerprint);
    });

    it("catches another value in an accepted place, also where the accepted one was guessable", () => {
      run(["baseline", "."]);
      write(
        "k8s/api.yaml",
        ...configMap("api", `  APPLE_SHARED_SECRET: ${makeSecret()}`, `  password: ${makeSecret()}`),
      );
      const { status, stdout } = scan();
      assert.equal(status, 1);
      assert.match(stdout, /data\["APPLE_SHARED_SECRET"\] holds/);
      assert.match(stdout, /data\["password"\] holds/);
      assert.match(
        stdout,
        /\[note\] {2}2 entries of the baseline match nothing here any more\. Fix: strongroom baseline PATH --prune$/m,
      );
    });

    it("says which entries are over, and takes them out with --prune, which accepts nothing", () => {
      run(["baseline", "."]);
      write("k8s/api.yaml", ...configMap("api", `  password: ${weak}`, `  GITHUB_SHARED_SECRET: ${makeSecret()}`));
      const { stdout } = scan("--verbose");
      assert.match(
        stdout,
        /matches nothing here any more\. Fix: .+ --prune\n {4}ConfigMap payments\/api data\["APPLE_SHARED_SECRET"\]$/m,
      );
      const pruned = run(["baseline", ".", "--prune"]);
      assert.equal(
        pruned.stdout,
        "Baseline: 1 entry taken out, 1 left, in .strongroom-baseline.json. 1 finding not accepted.\n",
      );
      assert.deepEqual(
        readBaseline().accepted.map(({ keyPath }) => keyPath),
        ['data["password"]'],
      );
      assert.equal(scan().status, 1);
    });

    it("adds to a baseline under its own key", () => {
      run(["baseline", "."]);
      const { key, accepted } = readBaseline();
      write("k8s/more.yaml", ...configMap("more", `  APPLE_SHARED_SECRET: ${makeSecret()}`));
      assert.equal(
        run(["baseline", "."]).stdout,
        "Baseline: 1 finding accepted, 3 in all, in .strongroom-baseline.json.\n",
      );
      assert.equal(readBaseline().key, key);
      for (const entry of accepted)
        assert.ok(readBaseline().accepted.some((now) => now.fingerprint === entry.fingerprint));
      assert.equal(scan().status, 0);
    });

    it("gives a fingerprint only to what cannot be guessed", () => {
      const words = ["correct", "horse", "battery", "staple"].join("-");
      const long = randomBytes(24).toString("base64url");
      secrets.push(long);
      write("k8s/api.yaml", ...configMap("api", `  DB_PASSWORD: ${words}`, `  API_TOKEN: ${long}`));
      run(["baseline", "."]);
      const kept: Record<string, string | undefined> = Object.fromEntries(
        readBaseline().accepted.map(({ keyPath, fingerprint }) => [keyPath, fingerprint]),
      );
      assert.equal(kept['data["DB_PASSWORD"]'], undefined);
      assert.match(kept['data["API_TOKEN"]'] ?? "", /^[0-9a-f]{16}$/);
    });

    it("refuses a baseline that is missing or none, with the fix", () => {
      const missing = scan();
      assert.deepEqual(
        [missing.status, missing.stderr],
        [
          2,
          "The baseline .strongroom-baseline.json does not exist.\n" +
            "Fix: strongroom baseline . --output .strongroom-baseline.json\n",
        ],
      );
      fs.writeFileSync(baselineFile(), '{"version": 2}');
      for (const { status, stderr } of [scan(), run(["baseline", "."])]) {
        assert.equal(status, 2);
        assert.match(
          stderr,
          /^\.strongroom-baseline\.json is no baseline: wanted \{"version": 1, .+\nFix: restore the file/,
        );
      }
    });
  });

  after("no output held any value", () => {
    const all = outputs.join("\n");
    for (const secret of secrets) {
      for (const form of [secret, secret.slice(0, 12), Buffer.from(secret).toString("base64").slice(0, 20)]) {
        assert.ok(!all.includes(form), "an output holds a value");
      }
    }
    assert.ok(secrets.length > 10 && outputs.length > 20);
  });
});
