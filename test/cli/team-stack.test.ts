import assert from "node:assert/strict";
import * as fs from "node:fs";
import { parse } from "yaml";
import { loadProgram, loadStack } from "../../cli/load-program";
import { inventoryItems } from "../../cli/inventory/items";
import { withLiveDates } from "../../cli/inventory/live";
import { loadPrograms } from "../../cli/inventory/load-programs";
import { platformOf } from "../../components/model/team-stack";
import { environmentReport } from "../../report/documents/report";
import { copyProgram } from "./program-copy";
import { runCli } from "./run-cli";
import { SeedStage } from "./seed-stage";
import { type Config, StackFiles } from "./split-by-team";

describe("an environment that is split by team", () => {
  let folder: string;
  let stacks: StackFiles;
  const read = (stack: string): Config => stacks.read(stack);
  const write = (stack: string, config: Config): void => stacks.write(stack, config);

  before(() => {
    folder = copyProgram();
    stacks = new StackFiles(folder);
    stacks.splitByTeam();
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it("is previewed stack by stack, nothing of it in two, with what the environment's own would export", function () {
    this.timeout(300_000);
    const preview = (stack: string) => {
      const { status, stdout, stderr } = runCli(["preview", stack, "--program", folder, "--json"]);
      assert.equal(status, 0, stderr);
      return JSON.parse(stdout) as { resources: { type: string; name: string }[]; blocked: boolean };
    };
    const own = preview("prod");
    const team = preview("prod-payments");
    const secrets = ({ resources }: typeof own): string[] =>
      resources.filter(({ type }) => type === "strongroom:index:ServiceSecrets").map(({ name }) => name);
    assert.deepEqual(secrets(own), ["api", "worker"]);
    assert.deepEqual(secrets(team), ["billing"]);
    assert.equal(own.resources.filter(({ name }) => name.includes("billing")).length, 0);
    // Events of its entries are followed by its own rules, which the environment's own stack would name otherwise.
    const rules = ({ resources }: typeof own): string[] =>
      resources
        .filter(({ type, name }) => type === "aws:cloudwatch/eventRule:EventRule" && name.startsWith("event-sync-"))
        .map(({ name }) => name.replace(/-[0-9a-f]{8}$/, ""))
        .sort();
    assert.deepEqual(rules(own), [
      "event-sync-api-app",
      "event-sync-api-apple",
      "event-sync-api-database",
      "event-sync-worker-tracking",
    ]);
    assert.deepEqual(rules(team), ["event-sync-billing-invoicing", "event-sync-rds-db-0a1b2c3d-0000-4000-8000-000"]);
    // Its reminders are in the group that the environment's own stack makes.
    const types = new Set(team.resources.map(({ type }) => type));
    assert.ok(types.has("aws:scheduler/schedule:Schedule"));
    assert.ok(!types.has("aws:scheduler/scheduleGroup:ScheduleGroup") && !types.has("aws:iam/role:Role"));
  });

  it("exports what its stack file says, so that a preview of a team's stack asks nobody", function () {
    this.timeout(120_000);
    const { stdout } = runCli(["preview", "prod", "--program", folder, "--verbose"]);
    const { platform } = parse(/^ {2}platform:\n( {4}.*\n)+/m.exec(stdout)![0]) as { platform: Config };
    const exported = JSON.parse(JSON.stringify(platformOf(loadStack("prod", folder).environment))) as Config;
    // YAML reads an account as a number; the report writes texts without quotes.
    assert.deepEqual(JSON.parse(JSON.stringify(platform).replace(/:(\d{12})/, ':"$1"')), exported);
  });

  it("is named by its environment: commands find the stack by the service", () => {
    const { environment, services, stackFile } = loadProgram("prod", folder, "billing");
    assert.deepEqual(
      [environment.name, environment.stack, stackFile],
      ["prod", "prod-payments", stacks.file("prod-payments")],
    );
    assert.deepEqual(environment.seeded, ["prod/billing/invoicing"]);
    // What is the environment's to say is the environment's.
    assert.equal(environment.secrets.replicas.length, 1);
    assert.deepEqual(
      services.map(({ name }) => name),
      ["billing"],
    );
    assert.equal(loadProgram("prod", folder, "api").environment.stack, "prod");
    assert.throws(() => loadProgram("prod-payments", folder, "billing"), {
      message:
        "prod-payments is the stack of team payments, and no environment. Nothing was changed.\n" +
        "Fix: name the environment, prod: the stack is found by the service.",
    });
  });

  it("is what the lines to type name where an entry of it does not exist", async () => {
    const stage = new SeedStage();
    await stage.start();
    stage.aws.account = "333344445555";
    const run = async (command: string, ...args: string[]): Promise<string> => {
      const { stdout, stderr } = await stage.runCommand(command, [...args, "--program", folder]);
      return stdout + stderr;
    };
    const missing = "prod/billing/invoicing does not exist";
    const fix = "Fix: create it: pulumi up --stack prod-payments, then run this again.\n";
    assert.equal(await run("seed", "prod", "billing", "--dry-run"), `${missing}. Nothing was written.\n${fix}`);
    const rotated = ["prod", "billing", "invoicing"];
    assert.equal(await run("rotate", ...rotated, "--no-wait"), `${missing}. Nothing was changed.\n${fix}`);
    const inventory = await run("inventory", "prod", "--live");
    const live = `${missing} in Secrets Manager: create it: pulumi up --stack prod-payments.`;
    assert.ok(inventory.split("\n").includes(live), inventory);
    await stage.stop();
  });

  it("stands in the inventory as a whole", () => {
    assert.deepEqual(
      loadPrograms("prod", folder).map(({ environment }) => environment.stack),
      ["prod", "prod-payments"],
    );
    const { stdout } = runCli(["inventory", "prod", "--program", folder, "--today", "2026-11-10"]);
    assert.match(stdout, /prod\/billing\/invoicing +application +manual +90 +2026-11-02/);
    assert.match(stdout, /prod\/api\/apple/);
    assert.match(stdout, /^prod on 2026-11-10: 6 entries/m);
  });

  it("is brought up by the team's own stack, where an entry does not exist", () => {
    const programs = loadPrograms("prod", folder);
    const notes = programs.flatMap(inventoryItems).flatMap((item) => withLiveDates(item, undefined).notes);
    const of = (entry: string) => notes.find((note) => note.startsWith(entry));
    const missing = "does not exist in Secrets Manager: create it: pulumi up --stack";
    assert.equal(of("prod/billing/invoicing"), `prod/billing/invoicing ${missing} prod-payments.`);
    assert.equal(of("prod/api/app"), `prod/api/app ${missing} prod.`);
  });

  it("stands in the report as a whole: who reads what is as it is without the split", function () {
    this.timeout(300_000);
    const report = (...more: string[]) => {
      const { status, stdout, stderr } = runCli(["report", "prod", "--json", "--today", "2026-11-10", ...more]);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      return environmentReport.parse(JSON.parse(stdout));
    };
    const split = report("--program", folder);
    const whole = report();
    assert.deepEqual(split.stacks, ["prod", "prod-payments"]);
    assert.deepEqual(split.access, whole.access);
    const byId = ({ picture }: typeof whole) => [...picture.nodes].sort((one, other) => (one.id < other.id ? -1 : 1));
    assert.deepEqual(byId(split), byId(whole));
    assert.equal(split.guard.blocked, false);
    assert.deepEqual(
      split.entries.filter(({ stack }) => stack === "prod-payments").map(({ service, state }) => [service, state]),
      [
        ["billing", "unknown"],
        ["billing", "ok"],
      ],
    );
    const { status, stderr } = runCli(["report", "prod-payments", "--program", folder]);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "prod-payments is the stack of team payments, and no environment. Nothing was changed.\n" +
        "Fix: name the environment, prod: the stack is found by the service.\n",
    );
  });

  it("is deployed by the environment's roles, after it", () => {
    const { stdout } = runCli(["environments", "--program", folder, "--json"]);
    const { environments } = JSON.parse(stdout) as { environments: { name: string; roles: unknown[] }[] };
    assert.deepEqual(
      environments.map(({ name }) => name),
      ["dev", "staging", "prod", "prod-payments"],
    );
    assert.deepEqual(environments[3]!.roles, environments[2]!.roles);
  });

  it("may leave every service to its team: then it has no entries, and follows events of theirs", function () {
    this.timeout(120_000);
    const prod = read("prod");
    const nothing = { "strongroom:seeded": [], "strongroom:rotations": {} };
    write("prod", { ...prod, ...nothing, "strongroom:teamStacks": ["api", "fulfilment", "payments"] });
    try {
      const { status, stdout, stderr } = runCli(["preview", "prod", "--program", folder]);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^\+ strongroom:index:SecretStore secrets-manager$/m);
      assert.match(stdout, /^\+ strongroom:index:EventSync event-sync$/m);
      assert.doesNotMatch(stdout, /ServiceSecrets|EventRule event-sync/);
    } finally {
      write("prod", prod);
    }
  });

  it("refuses a team's stack that the environment's own does not leave out", function () {
    this.timeout(120_000);
    const prod = read("prod");
    write("prod", { ...prod, "strongroom:teamStacks": [] });
    try {
      const fix =
        "holds the services of team payments itself, and two stacks would own them. Nothing was changed.\n" +
        "Fix: add payments to strongroom:teamStacks in the file of the stack prod, and follow docs/scale.md: entries are moved from stack to stack before either is updated.";
      assert.throws(() => loadStack("prod-payments", folder), { message: `The stack prod ${fix}` });
      const { status, stderr } = runCli(["preview", "prod-payments", "--program", folder]);
      assert.equal(status, 2);
      assert.equal(stderr, `The program strongroom failed: The stack organization/strongroom/prod ${fix}\n`);
    } finally {
      write("prod", prod);
    }
  });
});
