import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { checkDocument } from "../report/json-document";
import { currentValue } from "./aws";
import { Responder, cuts } from "./responder";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { randomValue } from "./strongroom";
import { apply, example, identities, podsOf, remove, rolledOut } from "./workloads";

const consumer = example("deployment.yaml");
const byHand = ["stage", "old-is-dead", "promote", "drop", "deliver", "audit", "communicate"];

/** Needs the engine, the API server, the operator, the reloader, the kubelet and the emulator. */
describe("strongroom respond on a stage", function () {
  this.timeout(900_000);
  let environment: SeededEnvironment;
  let responder: Responder;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    responder = new Responder(environment);
    await apply(environment.stage, consumer);
    await rolledOut(environment.cluster, consumer);
  });

  after(async () => {
    await remove(environment.cluster, consumer);
    await environment.takeDown();
  });

  it("changes nothing in a dry run", async () => {
    const before = await state();
    const { status, stdout, stderr } = await responder.respond("api app/STRIPE_SECRET_KEY", { flags: ["--dry-run"] });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^ENVIRONMENT DEV {3}ACCOUNT 111122223333 {3}REGION EU-WEST-1 {3}CLUSTER /);
    assert.match(stdout, /^1\. REVOKE\n {3}Stripe secret key: https:\/\/dashboard\.stripe\.com\/apikeys\n/m);
    assert.match(stdout, /\nDry run: nothing was changed, and nothing was written\.\n$/);
    assert.deepEqual(await state(), before);
  });

  it("practises by reading alone anywhere but in the lab: what it asks is asked, and nothing is changed", async () => {
    const before = await state();
    // The same emulator, under a name that no lab has.
    const AWS_ENDPOINT_URL = environment.stage.aws.endpoint.replace("127.0.0.1", "0.0.0.0");
    const { status, stdout, stderr } = await responder.respond("api app/STRIPE_SECRET_KEY", {
      verb: "drill",
      variables: { AWS_ENDPOINT_URL },
    });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^DRILL: it only reads\./);
    assert.match(stdout, /^REVOKE: Stage the new value\n {2}not done: this drill only reads\.$/m);
    assert.match(stdout, /^ {2}CloudTrail of eu-west-1: ResourceName dev\/api\/app$/m);
    assert.match(stdout, /^This drill took [\d.]+ s\.$/m);
    assert.deepEqual(await state(), before);
    const [folder = ""] = drills("dev-api-app-STRIPE_SECRET_KEY");
    assert.match(
      fs.readFileSync(path.join(folder, "internal-message.md"), "utf8"),
      /^DRILL \[dev\] leaked Stripe secret key: dev\/api\/app .*\nThis is a drill: nothing leaked\.\n[^]*\[skipped\] Stage the new value\n/,
    );
  });

  it("practises for real in the lab, with a made-up value, and says how long the last one took", async () => {
    const before = (await currentValue(environment.account, "dev/api/app"))!;
    const { status, stdout, stderr } = await responder.respond("api app/STRIPE_SECRET_KEY", { verb: "drill" });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^DRILL in the lab: everything is done for real there/);
    assert.match(stdout, /^This drill took [\d.]+ s; the last one, of \S+, [\d.]+ s\.$/m);
    const after = (await currentValue(environment.account, "dev/api/app"))!;
    responder.values.push(after["STRIPE_SECRET_KEY"]!, before["STRIPE_SECRET_KEY"]!);
    assert.equal(after["STRIPE_SECRET_KEY"] === before["STRIPE_SECRET_KEY"], false);
    assert.equal(after["JWT_SIGNING_KEY"] === before["JWT_SIGNING_KEY"], true);
    assert.equal(drills("dev-api-app-STRIPE_SECRET_KEY").length, 2);
  });

  it("replaces a third party's key: killed before and after each step, the same command goes on", async () => {
    const before = (await currentValue(environment.account, "dev/api/app"))!;
    const old = await podsOf(environment.cluster, consumer);
    const given = randomValue();
    responder.values.push(given, before["STRIPE_SECRET_KEY"]!);
    await responder.killedAtEach("api app/STRIPE_SECRET_KEY", cuts(byHand), { input: { STRIPE_SECRET_KEY: given } });
    const after = (await currentValue(environment.account, "dev/api/app"))!;
    assert.equal(after["STRIPE_SECRET_KEY"] === given, true);
    assert.equal(after["JWT_SIGNING_KEY"] === before["JWT_SIGNING_KEY"], true);
    await rolledOut(environment.cluster, consumer);
    const now = identities(await podsOf(environment.cluster, consumer));
    assert.deepEqual(
      identities(old).filter((one) => now.includes(one)),
      [],
    );
    assert.deepEqual(await responder.stages("dev/api/app"), [["AWSCURRENT"]]);
    const again = await responder.respond("api app/STRIPE_SECRET_KEY");
    assert.match(again.stdout, /^This was responded to: .* Nothing was changed\.$/m);
    assert.equal(again.status, 0);
    const { stdout } = await responder.respond("api app/STRIPE_SECRET_KEY", { flags: ["--json"] });
    const document = JSON.parse(stdout) as { subject: string; isClosed: boolean; steps: object[] };
    checkDocument("respond", document);
    assert.equal(document.isClosed, true);
    assert.deepEqual(
      document.steps,
      byHand.map((id) => ({ id, state: "done" })),
    );
  });

  it("replaces a signing key, which nobody else has to revoke, without overlap", async () => {
    const before = (await currentValue(environment.account, "dev/api/app"))!;
    // The stage may remember that the key leaked before.
    await responder.killedAtEach("api app/JWT_SIGNING_KEY", cuts(["stage", "promote", "drop"]), { flags: ["--new"] });
    const after = (await currentValue(environment.account, "dev/api/app"))!;
    assert.equal(after["JWT_SIGNING_KEY"] === before["JWT_SIGNING_KEY"], false);
    assert.equal(after["STRIPE_SECRET_KEY"] === before["STRIPE_SECRET_KEY"], true);
    assert.deepEqual(await responder.stages("dev/api/app"), [["AWSCURRENT"]]);
    responder.values.push(after["JWT_SIGNING_KEY"]!, before["JWT_SIGNING_KEY"]!);
  });

  it("leaves no value in journals, reports, messages and the process list", () => responder.leftNoValue());

  async function state(): Promise<object> {
    const pods = identities(await podsOf(environment.cluster, consumer));
    const incidents = fs.existsSync(responder.incidents) ? fs.readdirSync(responder.incidents) : [];
    return { pods, incidents, values: await environment.fingerprints(), stages: await responder.stages("dev/api/app") };
  }

  /** Folders of the drills of a name, the oldest first. */
  function drills(name: string): string[] {
    const folder = path.join(path.dirname(responder.incidents), "drills");
    const found = fs.readdirSync(folder).filter((one) => one.startsWith(name) && !one.endsWith(".lock"));
    return found.sort().map((one) => path.join(folder, one));
  }
});
