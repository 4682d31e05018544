import assert from "node:assert/strict";
import * as fs from "node:fs";
import { SeedStage } from "./seed-stage";
import { type TerminalSession, type TerminalSteps, onTerminal } from "./terminal";

describe("strongroom onboard on a terminal", function () {
  this.timeout(180_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    stage.ownProgram({});
  });
  afterEach(() => stage.stop());

  const exists = (): boolean => fs.existsSync(stage.file("services", "orders.ts"));

  /** Runs the command; a step waits for a text on the screen, and types. */
  const type = (args: string[], steps: TerminalSteps): Promise<TerminalSession> =>
    onTerminal(stage, ["onboard", ...args], steps, { NO_COLOR: "1" });

  it("asks for what no source says, until the answer fits", async () => {
    const value = stage.makeValue();
    fs.writeFileSync(
      stage.file("orders.env"),
      `STRIPE_SECRET_KEY=sk_live_${value}\nDB_PASSWORD=${value}\nDB_HOST=db.internal\nLOG_LEVEL=verbose\nPORT=8080\n`,
    );
    const { status, screen } = await type(
      ["--from", "orders.env"],
      [
        ["Name of the service: ", "My Orders\r"],
        ["Name of the service: ", "orders\r"],
        ["Kubernetes namespace [orders]: ", "\r"],
        ["Workload that reads the secrets [Deployment/orders]: ", "statefulset/orders\r"],
        ["Team that answers for it: ", "shop\r"],
        ["Its e-mail address: ", "shop\r"],
        ["Its e-mail address: ", "shop@example.com\r"],
        ["URL of the page that the on-call engineer reads: ", "https://runbooks.example.com/orders\r"],
        ["Address of the database of DB_PASSWORD, DB_HOST, such as postgresql://", "mysql://u:p@h/d\r"],
        [
          "Address of the database of DB_PASSWORD, DB_HOST, such as postgresql://",
          "mysql://orders.example.com/orders\r",
        ],
        ["Its RDS instance identifier, such as orders-{environment} [none]: ", "\r"],
        ["Who changes the password of database", "31\r"],
        ["Who changes the password of database", "30\r"],
        ["Days between two rotations of STRIPE_SECRET_KEY, at most 92 [90]: ", "\r"],
        ["Value of LOG_LEVEL in Parameter Store [it stays where it is]: ", "info\r"],
        ["Value of PORT in Parameter Store [it stays where it is]: ", "\r"],
      ],
    );
    assert.equal(status, 0, screen);
    const complaints = screen.split("\n").filter((line) => /^ {2}(?:wanted|the longest)/.test(line));
    assert.deepEqual(complaints, [
      '  wanted the name of the service, which is its file\'s: lower-case letters, digits and hyphens, at most 40 characters, e.g. "api".',
      '  wanted an e-mail address that reaches the team, e.g. "payments@example.com".',
      "  wanted an address without a user: seeding asks for user and password.",
      "  the longest interval is 31 days; wanted at most 30 for database credentials.",
    ]);
    assert.equal(
      fs.readFileSync(stage.file("services", "orders.ts"), "utf8").split("export default ")[1],
      `defineService({
  name: "orders",
  namespace: "orders",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/orders",
  workloads: [{ kind: "StatefulSet", name: "orders" }],
  groups: {
    // A person changes the password.
    database: {
      database: {
        engine: "mysql",
        host: "orders.example.com",
        name: "orders",
        urlKey: "DB_URL",
      },
      rotation: { mode: "manual", intervalDays: 30 },
    },
    // Stripe secret key. Whoever has it moves money and reads customers' data.
    stripe: {
      keys: { STRIPE_SECRET_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90, runbook: "https://dashboard.stripe.com/apikeys" },
    },
  },
  parameters: {
    LOG_LEVEL: "info",
  },
});
`,
    );
    assert.match(screen, /\nWrote services\/orders\.ts\.\n\nWhat orders adds to dev\n/);
  });

  it("without a source asks what the service reads", async () => {
    const { status, screen } = await type(
      ["orders", "--namespace", "shop", "--workload", "Job/orders", "--team", "shop", "--address", "shop@example.com"],
      [
        ["Credentials that it reads, such as STRIPE_SECRET_KEY, with spaces between: ", "api token\r"],
        ["Credentials that it reads, such as STRIPE_SECRET_KEY, with spaces between: ", "API_TOKEN CRM_KEY\r"],
        ["Settings that it reads, such as LOG_LEVEL, with spaces between [none]: ", "\r"],
        ["URL of the page that the on-call engineer reads: ", "https://runbooks.example.com/orders\r"],
        ["Days between two rotations of API_TOKEN, CRM_KEY, at most 92 [90]: ", "45\r"],
      ],
    );
    assert.equal(status, 0, screen);
    const text = fs.readFileSync(stage.file("services", "orders.ts"), "utf8");
    assert.match(text, /rotation: \{ mode: "manual", intervalDays: 45 \}/);
    assert.ok(screen.includes("  wanted the name of a variable in capitals, or GROUP/NAME; never its value.\n"));
  });

  for (const [name, key] of [
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ] as const) {
    it(`writes nothing when it is left with ${name}`, async () => {
      const { status, screen } = await type(
        ["orders", "--secret", "API_TOKEN"],
        [["Kubernetes namespace [orders]: ", key]],
      );
      assert.equal(status, 2);
      assert.match(screen, /\nNothing was written: the input ended before it was complete\.\n$/);
      assert.equal(exists(), false);
    });
  }
});
