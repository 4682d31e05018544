import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { choosePlaybook } from "../../cli/respond/playbook";
import { readPlaybooks } from "../../cli/respond/read-playbooks";
import { describeSteps } from "../../cli/respond/report";
import { auditStep, communicateStep } from "../../cli/respond/steps/tell";

describe("the playbooks", () => {
  const shipped = readPlaybooks(os.tmpdir());
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-playbooks-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): void => {
    fs.mkdirSync(path.join(folder, "playbooks"), { recursive: true });
    fs.writeFileSync(path.join(folder, "playbooks", name), text);
  };

  it("are every file of the folder", () => {
    const files = fs.readdirSync(path.join(__dirname, "..", "..", "playbooks")).filter((file) => file !== "common");
    assert.deepEqual(
      shipped.map(({ id }) => `${id}.yaml`),
      files.sort(),
    );
  });

  for (const [key, id] of [
    ["STRIPE_SECRET_KEY", "stripe"],
    ["APPLE_SHARED_SECRET", "apple"],
    ["JWT_SIGNING_KEY", "signing-key"],
    ["CARRIER_API_KEY", "generic"],
  ] as const) {
    it(`${key}: ${id}`, () => {
      assert.equal(choosePlaybook(shipped, { mode: "manual", key, database: false }).id, id);
    });
  }

  it("take what AWS rotates as such, whatever it is, and a password by hand as that of a server", () => {
    for (const mode of ["database", "rds-managed", "lambda", "managed-external"] as const) {
      const wanted = mode === "rds-managed" ? "rds-managed" : "rotated";
      for (const database of [true, false]) assert.equal(choosePlaybook(shipped, { mode, database }).id, wanted);
    }
    assert.equal(choosePlaybook(shipped, { mode: "manual", database: true }).id, "database-master");
  });

  it("of an access key are for entries that hold one", () => {
    for (const key of ["AWS_ACCESS_KEY_ID", "BUCKET_SECRET_ACCESS_KEY"]) {
      assert.equal(choosePlaybook(shipped, { mode: "manual", key, database: false }).id, "iam-access-key");
    }
  });

  it("of roles are for no entry, whatever keys they name", () => {
    const roles = shipped.filter(({ revoke }) => ["role-sessions", "github-role"].includes(revoke));
    assert.ok(roles.length >= 2);
    const naming = roles.map((one) => ({ ...one, keys: ["."] }));
    assert.throws(() => choosePlaybook(naming, { mode: "manual", key: "AWS_ACCESS_KEY_ID", database: false }), {
      name: "UserError",
      message: "No playbook fits AWS_ACCESS_KEY_ID (mode manual). Nothing was changed.\nFix: add one to playbooks/.",
    });
  });

  it("of a team come first, and replace the shipped one of the same name", () => {
    write("carrier.yaml", "title: Carrier\nwhy: It ships.\nkeys: [^CARRIER_]\nrevoke: by-hand\n");
    write("stripe.yaml", "title: Our Stripe\nwhy: It pays.\nkeys: [^STRIPE_]\nrevoke: by-hand\n");
    const playbooks = readPlaybooks(folder);
    assert.equal(playbooks.length, shipped.length + 1);
    const titleOf = (key: string) => choosePlaybook(playbooks, { mode: "manual", key, database: false }).title;
    assert.deepEqual(["CARRIER_API_KEY", "STRIPE_SECRET_KEY"].map(titleOf), ["Carrier", "Our Stripe"]);
  });

  it("take steps that are written once, by name, and leave to the page what respond does itself", () => {
    const steps = "[{ use: look-into-database }, { use: deny-older, pageOnly: true }, Ask around.]";
    write(
      "mine.yaml",
      `title: Mine\nwhy: It pays.\nrevoke: drop\nsteps: { revoke: ${steps}, rotate: [use: reach-pods] }\n`,
    );
    const mine = readPlaybooks(folder).find(({ id }) => id === "mine")!;
    const { audit } = shipped.find(({ id }) => id === "database-master")!.steps;
    assert.deepEqual(mine.steps.revoke[0], audit[0]);
    assert.deepEqual(
      mine.steps.revoke.map(({ pageOnly }) => pageOnly),
      [false, true, false],
    );
    assert.deepEqual(mine.steps.revoke[2], { what: "Ask around.", pageOnly: false });
    assert.deepEqual(
      mine.steps.rotate.map(({ pageOnly }) => pageOnly),
      [true, true],
    );
  });

  it("are shown with what a person does in each phase, and with nothing that respond does", () => {
    const shown = shipped.filter(({ id }) => id === "stripe" || id === "database-master");
    assert.equal(
      describeSteps([auditStep, communicateStep], shown),
      [
        "1. REVOKE",
        "   Database master password",
        "   Stripe secret key: https://dashboard.stripe.com/apikeys",
        "     a. Find the key in live mode, by the last four characters of the value that leaked.",
        '     b. In the key\'s menu, choose "Rotate key", and expiration "Now": the old key dies at once. Copy the new one: Stripe shows it once.',
        "        Done when: The old key stands there no more. Payments fail until the pods have the new one: go on at once.",
        "2. ROTATE",
        "3. AUDIT",
        "   Database master password",
        "     a. Look who logged in as the user, and what was exported or created. Connections are logged only where log_connections or the audit plugin is on.",
        "        aws rds describe-db-log-files --db-instance-identifier INSTANCE",
        "   Stripe secret key",
        "     a. Look for refunds, payouts, new bank accounts and exports that nobody of yours made.",
        "   [    ] Find out who had it",
        "          CloudTrail since the leak, compared with the known readers: audit.md and audit.json.",
        "4. COMMUNICATE",
        "   [    ] Tell those concerned",
        "          An internal message, the post-mortem's skeleton and, where somebody outside may have had it, a draft for customers, which is never sent.",
      ].join("\n"),
    );
  });

  const fields = "title, appliesTo, why, keys, modes, database, revoke, console, steps, elsewhere, traps, references";
  const techniques = "by-hand, drop, database, rotate, rds-managed, access-key, role-sessions, github-role";
  const common = "put-new-value, reach-pods, drop-previous, deny-older, end-sessions, look-into-database";
  const fine = "title: A\nwhy: B\nrevoke: drop\n";
  for (const [text, problem] of [
    ["title: [", "it is no YAML"],
    ["hello", `wanted the fields ${fields}`],
    ["why: It pays.\nrevoke: drop\n", 'title: wanted text, such as "Stripe secret key"'],
    ["title: A\nwhy: B\nrevoke: hope\n", `revoke: wanted one of ${techniques}`],
    [
      `${fine}tittle: C\nconsoles: D\n`,
      `tittle: is not known, there are ${fields}; consoles: is not known, there are ${fields}`,
    ],
    [`${fine}steps: one\n`, "steps: wanted the fields revoke, rotate, audit"],
    [`${fine}steps: { revoke: one }\n`, "steps.revoke: wanted a list"],
    [
      `${fine}steps: { revoke: [{ what: C, comand: D }] }\n`,
      "steps.revoke[0].comand: is not known, there are what, command, sql, check, pageOnly, use",
    ],
    [
      `${fine}steps: { audit: [7] }\n`,
      "steps.audit[0]: wanted a sentence, or the fields what, command, sql, check, pageOnly, use",
    ],
    [`${fine}steps: { audit: [{ command: C }] }\n`, "steps.audit[0]: wanted what or use"],
    [
      `${fine}steps: { rotate: [{ use: reach-pods, what: C }] }\n`,
      "steps.rotate[0]: wanted use alone, or with pageOnly",
    ],
    [`${fine}steps: { rotate: [{ use: reach-pod }] }\n`, `steps.rotate[0].use: wanted one of ${common}`],
    [`${fine}keys: ['(']\n`, "keys[0]: wanted a regular expression"],
    [`${fine}modes: [by-hand]\n`, "modes[0]: wanted one of manual, rds-managed, database, lambda, managed-external"],
    [`${fine}modes: [manual, lambda]\n`, "modes[1]: with revoke: drop, wanted manual"],
    [`${fine}console: the page\n`, 'console: wanted an https URL, such as "https://dashboard.stripe.com/logs"'],
    [
      `${fine}elsewhere: [{ what: C }]\n`,
      'elsewhere[0].link: wanted an https URL, such as "https://dashboard.stripe.com/logs"',
    ],
  ] as const) {
    it(`are refused: ${problem}`, () => {
      write("mine.yaml", text);
      const file = path.join(folder, "playbooks", "mine.yaml");
      assert.throws(() => readPlaybooks(folder), {
        name: "UserError",
        message: `${file} is no playbook: ${problem}. Nothing was changed.\nFix: see docs/respond.md.`,
      });
    });
  }

  it("are documented by one that has every field", () => {
    const page = fs.readFileSync(path.join(__dirname, "..", "..", "docs", "respond.md"), "utf8");
    const [, text] = /## Add a playbook[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    write("carrier.yaml", text!);
    const carrier = readPlaybooks(folder).find(({ id }) => id === "carrier")!;
    assert.deepEqual(Object.keys(carrier).sort(), ["id", ...fields.split(", ")].sort());
    assert.equal(
      choosePlaybook([carrier, ...shipped], { mode: "manual", key: "CARRIER_KEY", database: false }),
      carrier,
    );
  });
});
