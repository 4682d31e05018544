import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { CreateSecretCommand, DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { prepareGiven } from "../../lab/given/given";
import type { Stage } from "../../lab/stage/stage";
import { signingKeys } from "../../runtime";
import { type Account, currentValue, openAccount } from "./aws";
import { changedProgram } from "./changed-program";
import { Cluster, unlessMissing } from "./cluster";
import { logsIn } from "./database-logins";
import { engine } from "./engine";
import { takeDown } from "./environment";
import { Responder, cuts } from "./responder";
import { sharedStage, startSeconds } from "./shared-stage";
import { randomValue, strongroom } from "./strongroom";

const account = "111122223333";
// A server of its own: users stay on it when the environment is gone, and other files have a ledger, too.
const host = "orders.respond.example";
const functions = path.join(__dirname, "..", "..", "examples", "application-keys");

/** Two users that take turns, and keys of which a function keeps the one before. */
const declaration = (superuser: string) => `import { defineService } from "../components/model";

export default defineService({
  name: "ledger",
  namespace: "ledger",
  owner: { team: "payments", address: "payments@example.com" },
  runbook: "https://runbooks.example.com/ledger",
  workloads: [{ kind: "Deployment", name: "ledger" }],
  groups: {
    orders: {
      database: { engine: "postgres", host: "${host}", name: "orders" },
      rotation: { mode: "database", strategy: "alternating-users", superuserSecretArn: "${superuser}" },
    },
    signing: {
      keys: { JWT_SIGNING_KEY: { value: "provided" }, PARTNER_KEY: { value: "provided" } },
      rotation: {
        mode: "lambda",
        functionArn: "arn:aws:lambda:eu-west-1:${account}:function:rotate-application-keys",
        intervalDays: 30,
      },
    },
  },
});
`;

/** Needs the engine, the API server, the operator, and the emulator with its rotation functions. */
describe("strongroom respond for what functions rotate in their own way, on a stage", function () {
  this.timeout(900_000);
  let stage: Stage;
  let aws: Account;
  let program: string;
  let superuser: string;
  let responder: Responder;

  before(async function () {
    this.timeout((startSeconds + 900) * 1000);
    stage = await sharedStage();
    aws = await openAccount(stage, account);
    responder = new Responder({ stage, account: aws });
    await up(functions, stage);
    const value = { engine: "postgres", host, username: "root", password: randomValue() };
    const made = new CreateSecretCommand({ Name: "given/orders/superuser", SecretString: JSON.stringify(value) });
    superuser = (await aws.secretsManager.send(made)).ARN!;
    program = changedProgram({ "services/ledger.ts": () => declaration(superuser) });
    // The declaration holds what is of this account alone.
    for (const other of ["staging", "prod"]) fs.rmSync(path.join(program, "stacks", `Pulumi.${other}.yaml`));
    await prepareGiven(stage, { program });
    await up(program, stage);
    const input = {
      orders: { username: "ledger", password: randomValue() },
      signing: { JWT_SIGNING_KEY: randomValue(), PARTNER_KEY: randomValue() },
    };
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "ledger"], { input, program });
    assert.equal(status, 0, stderr);
    await up(program, stage);
  });

  after(async () => {
    await takeDown(stage, "dev");
    const gone = { SecretId: superuser, ForceDeleteWithoutRecovery: true };
    await aws.secretsManager.send(new DeleteSecretCommand(gone));
    await unlessMissing(new Cluster(stage).core.deleteNamespace({ name: "ledger" }));
    const { status, text } = await engine(stage, "destroy", "dev", { program: functions });
    assert.equal(status, 0, text);
    fs.rmSync(program, { recursive: true });
  });

  it("gives both users that take turns new passwords, once each, however often it was killed", async () => {
    const entry = "dev/ledger/orders";
    const first = (await currentValue(aws, entry))!;
    await responder.killedAtEach("ledger orders", cuts(["rotate", "rotate-again", "end-sessions", "deliver"]), {
      program,
    });
    const now = (await currentValue(aws, entry))!;
    assert.equal(now["username"], first["username"]);
    const takes = ({ username = "", password = "" }) => logsIn(stage, account, { host, username, password });
    assert.deepEqual([takes(first), takes(now)], [false, true]);
    responder.values.push(first["password"]!, now["password"]!);
    const sql = fs.readFileSync(path.join(responder.lastIncident("dev-ledger-orders"), "end-sessions.sql"), "utf8");
    assert.ok(sql.includes(" usename IN ('ledger', 'ledger_clone') "));
  });

  it("rotates until nothing of a key is left that its function keeps for an overlap, however often it was killed", async () => {
    const entry = "dev/ledger/signing";
    const before = (await currentValue(aws, entry))!;
    await responder.killedAtEach("ledger signing", cuts(["rotate", "rotate-again", "drop", "deliver"]), {
      program,
    });
    const after = (await currentValue(aws, entry))!;
    const leaked = signingKeys(before["JWT_SIGNING_KEY"]!).current;
    const { accepted } = signingKeys(after["JWT_SIGNING_KEY"]!);
    assert.equal(accepted.includes(leaked), false);
    assert.equal(accepted.length, 2);
    assert.equal(after["PARTNER_KEY"] === before["PARTNER_KEY"], true);
    assert.equal((await responder.stages(entry)).flat().includes("AWSPREVIOUS"), false);
    responder.values.push(leaked, ...accepted);
  });

  it("leaves no value in journals, reports, messages and the process list", () => responder.leftNoValue());
});

async function up(program: string, stage: Stage): Promise<void> {
  const { status, text } = await engine(stage, "up", "dev", { program });
  assert.equal(status, 0, text);
}
