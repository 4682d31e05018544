import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { loadProgram } from "../../cli/load-program";
import type { Service } from "../../components/model/service";
import { stageEnvironment } from "../../lab/stage/environment";
import { tool } from "../tools";
import { currentValue } from "./aws";
import { changedProgram } from "./changed-program";
import { logsIn } from "./database-logins";
import { DatabaseServers } from "./database-servers";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { randomValue, same, strongroom } from "./strongroom";
import { findValues } from "./sweep";
import { type Cut, runWatched, type WatchedRun } from "./watched-script";
import {
  apply,
  ask,
  containerOf,
  example,
  identities,
  podsOf,
  proofsOf,
  remove,
  rolledOut,
  type Version,
  type Workload,
} from "./workloads";

const account = "111122223333";
const entry = "dev/api/database";
const proofKey = randomValue();
const consumer = example("deployment.yaml");
containerOf(consumer).env!.push({ name: "PROOF_KEY", value: proofKey });

/** The consumer of a database that RDS owns the password of. */
const billing: Workload = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "billing", namespace: "billing" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "billing" } },
    template: {
      metadata: { labels: { app: "billing" } },
      spec: { containers: [{ name: "billing", image: "billing:1" }] },
    },
  },
};

/** The entry as a team declares it that keeps the master password there itself. */
const byHand = (text: string): string =>
  text.replace(/rotation: \{ mode: "database".*\}/, 'rotation: { mode: "manual", intervalDays: 30 }');

const asCluster = (text: string): string => text.replace('engine: "postgres",', 'engine: "postgres", kind: "cluster",');

/** What a person may have pulled the plug at: what was done is done, and the script does not know. */
const cuts: Cut[] = [
  { at: "PutSecretValue", signal: "SIGKILL" },
  { at: "ModifyDBInstance", signal: "SIGTERM" },
  { at: "UpdateSecretVersionStage AWSCURRENT", signal: "SIGKILL" },
  { at: /: restarting\./, signal: "SIGKILL" },
  { at: "UpdateSecretVersionStage AWSPENDING", signal: "SIGKILL" },
];

/** Needs the engine, the API server, the operator, the kubelet, the emulator and the AWS CLI. */
describe("the script for an RDS entry, run on a stage", function () {
  this.timeout(900_000);
  let environment: SeededEnvironment;
  let servers: DatabaseServers;
  const programs: string[] = [];

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    servers = await DatabaseServers.open(environment.stage, account);
    await apply(environment.stage, consumer, billing);
    await rolledOut(environment.cluster, consumer);
    await rolledOut(environment.cluster, billing);
  });

  after(async () => {
    await servers.remove();
    for (const program of programs) fs.rmSync(program, { recursive: true });
    await remove(environment.cluster, consumer);
    await remove(environment.cluster, billing);
    await environment.takeDown();
  });

  it("replaces an instance's master password: killed in the middle, the same script goes on with the same password", async () => {
    const script = await print("api", { "services/api.ts": byHand });
    await servers.makeInstance("api-dev", await masterUser());
    const before = await state();
    const applied: string[] = [];
    for (const cut of cuts) {
      const run = await runWatched(environment.stage, account, script, cut);
      assert.notEqual(run.status, 0, `${cut.at}: ${run.stdout}${run.stderr}`);
      if (cut !== cuts[0]) assert.match(run.stdout, / was not followed through: it is taken up\. /m);
      // What nobody can catch leaves the kubeconfig behind, which holds no credential.
      assert.equal(run.left.length, cut.signal === "SIGKILL" ? 1 : 0);
      const value = (await currentValue(environment.account, entry))!;
      sawNoValue(run, [before.value["password"]!, value["password"]!]);
      applied.push(...run.calls.flatMap(({ password }) => password ?? []));
    }
    const last = await runWatched(environment.stage, account, script);
    await isReplaced(last, before);
    assert.deepEqual(last.left, []);
    const { password } = (await currentValue(environment.account, entry))!;
    assert.equal(applied.length, cuts.length - 1);
    assert.equal(
      applied.every((one) => one === password),
      true,
    );
  });

  it("replaces a cluster's, within two minutes, and says what to do next", async () => {
    const script = await print("api", {
      "services/api.ts": (text) => asCluster(byHand(text)),
    });
    await servers.makeCluster("api-dev", await masterUser());
    const before = await state();
    const begin = Date.now();
    const run = await runWatched(environment.stage, account, script);
    assert.ok(Date.now() - begin < 120_000, run.stdout);
    await isReplaced(run, before);
    assert.deepEqual(run.left, []);
    const names = run.calls.map(({ name }) => name).filter((name) => /^(Put|Modify|Update)/.test(name));
    assert.deepEqual(names, [
      "PutSecretValue",
      "ModifyDBCluster",
      "UpdateSecretVersionStage AWSCURRENT",
      "UpdateSecretVersionStage AWSPREVIOUS",
      "UpdateSecretVersionStage AWSPENDING",
      "UpdateSecretVersionStage STRONGROOM-RESPOND",
    ]);
    // The looks at the processes did see what they were to see.
    for (const call of ["put-secret-value", "modify-db-cluster", "annotate externalsecret"])
      assert.ok(
        run.places.some(({ name }) => name.includes(call)),
        `${call} was not seen`,
      );
    const { username } = (await currentValue(environment.account, entry))!;
    assert.ok(run.stdout.includes(`WHERE usename IN ('${username}') AND pid <> pg_backend_pid();\n`));
    assert.match(
      await typed(run, /^AUDIT: .*\n([^]*?)\n\n/m),
      /\tPutSecretValue\t.*:assumed-role\/lab-administrator\/lab\t/,
    );
  });

  it("has RDS replace the password that it owns, of an instance and of a cluster", async () => {
    const { database, rotation } = service("billing").groups["database"]!;
    const instance = rotation.mode === "rds-managed" ? rotation.secretArn : "";
    await isReplacedByRds(instance, await print("billing"), "ModifyDBInstance", database!.host);

    const host = "billing-cluster.dev.db.example.com";
    const managed = { MasterUsername: "postgres", ManageMasterUserPassword: true, host };
    const cluster = (await servers.makeCluster("billing-dev", managed))!;
    const script = await print("billing", {
      "stacks/Pulumi.dev.yaml": (text) => text.replace(/secretArn: .*/, `secretArn: ${cluster}`),
      "services/billing.ts": asCluster,
    });
    const { spec } = (await environment.cluster.readExternalSecret("billing", "billing-secrets"))!;
    const data = spec.data.map(({ remoteRef, ...one }) => ({
      ...one,
      remoteRef: { ...remoteRef, key: remoteRef.key === instance ? cluster : remoteRef.key },
    }));
    await environment.cluster.patchExternalSecret("billing", "billing-secrets", { spec: { data } });
    await isReplacedByRds(cluster, script, "ModifyDBCluster", host);
  });

  async function isReplacedByRds(arn: string, script: string, call: string, host: string): Promise<void> {
    const old = identities(await rolledOut(environment.cluster, billing));
    const leaked = (await currentValue(environment.account, arn))!;
    const run = await runWatched(environment.stage, account, script);
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.ok(run.calls.some(({ name }) => name === call));
    const now = (await currentValue(environment.account, arn))!;
    takesOnly(host, now, leaked);
    const secret = (await environment.cluster.secret("billing", "billing-secrets"))!;
    assert.equal(secret["DATABASE_PASSWORD"] === now["password"], true);
    await isRestarted(billing, old);
    sawNoValue(run, [leaked["password"]!, now["password"]!]);
    assert.deepEqual(run.left, []);
  }

  interface State {
    value: Record<string, string>;
    pods: string[];
  }

  async function state(): Promise<State> {
    const pods = identities(await rolledOut(environment.cluster, consumer));
    return { value: (await currentValue(environment.account, entry))!, pods };
  }

  /** Version to its staging labels. */
  async function labels(): Promise<Record<string, string[]>> {
    const described = await environment.account.secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
    return described.VersionIdsToStages ?? {};
  }

  /** What is declared, with the ARNs of the stage. */
  function service(name: string): Service {
    const { services } = loadProgram("dev", path.join(environment.stage.directory, "project"));
    return services.find((one) => one.name === name)!;
  }

  const databaseHost = (): string => service("api").groups["database"]!.database!.host;

  async function print(service: string, change: Parameters<typeof changedProgram>[0] = {}): Promise<string> {
    const program = changedProgram(change);
    programs.push(program);
    const args = ["respond", "dev", service, "database", "--print-script"];
    const { status, stdout, stderr } = await strongroom(environment.stage, args, { program });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  /** Of a server that the entry opens. */
  async function masterUser() {
    const { username, password } = (await currentValue(environment.account, entry))!;
    return { MasterUsername: username!, MasterUserPassword: password!, host: databaseHost() };
  }

  /** The database, the entry and the pods have one new password, nothing else has changed, and nobody has seen it. */
  async function isReplaced(run: WatchedRun, before: State): Promise<void> {
    assert.equal(run.status, 0, run.stdout + run.stderr);
    const { password, ...others } = (await currentValue(environment.account, entry))!;
    const { password: leaked, ...kept } = before.value;
    assert.match(password!, /^[A-Za-z0-9]{40}$/);
    assert.equal(password === leaked, false);
    assert.equal(same(others, kept), true);
    const applied = run.calls.flatMap((call) => call.password ?? []);
    assert.equal(applied.length, 1);
    assert.equal(applied[0] === password, true);
    assert.deepEqual(Object.values(await labels()), [["AWSCURRENT"]]);
    const secret = (await environment.cluster.secret("api", "api-secrets"))!;
    assert.equal(secret["DATABASE_PASSWORD"] === password, true);
    const pods = await isRestarted(consumer, before.pods);
    const wanted = proofsOf({ DATABASE_URL: secret["DATABASE_URL"]! }, proofKey)["DATABASE_URL"];
    for (const pod of pods) assert.equal((await ask<Version>(pod, "/version")).proofs!["DATABASE_URL"], wanted);
    sawNoValue(run, [leaked!, password!]);
    takesOnly(databaseHost(), { ...others, password: password! }, before.value);
  }

  /** The database takes the new password, and the one that leaked no more. */
  function takesOnly(host: string, now: Record<string, string>, leaked: Record<string, string>): void {
    const login = ({ username, password }: Record<string, string>): boolean =>
      logsIn(environment.stage, account, { host, username: username!, password: password! });
    assert.deepEqual([login(now), login(leaked)], [true, false]);
  }

  async function isRestarted(workload: Workload, old: string[]) {
    const pods = await rolledOut(environment.cluster, workload);
    assert.deepEqual(
      identities(await podsOf(environment.cluster, workload)).filter((one) => old.includes(one)),
      [],
    );
    return pods;
  }

  /** No password stood where others can look, or in a file. */
  function sawNoValue(run: WatchedRun, passwords: string[]): void {
    const all = [...passwords, ...run.calls.flatMap(({ password }) => password ?? [])];
    const values = all.map((value) => ({ name: "a password", value }));
    const output = { name: "the output", text: run.stdout + run.stderr };
    assert.deepEqual(findValues(values, [...run.places, output, ...run.left]), []);
    assert.deepEqual(run.files, ["kubeconfig"]);
  }

  /** Types what the script says to type, and gives back what it prints. */
  async function typed(run: WatchedRun, block: RegExp): Promise<string> {
    const variables = await stageEnvironment(environment.stage, { account });
    const commands = `jq() { '${tool("gojq")}' "$@"; }\n${block.exec(run.stdout)![1]!}`;
    return execFileSync("bash", ["-euo", "pipefail", "-c", commands], {
      env: variables,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
});
