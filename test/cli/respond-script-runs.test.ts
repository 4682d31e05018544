import assert from "node:assert/strict";
import type { Database } from "../../components/model/service";
import { withTools } from "../tools";
import { entry, print, StandInCloud } from "./stand-in-cloud";

const managedArn =
  "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000001-AbCdEf";

const own = (declared: Partial<Database> = {}): string => print("api", declared);
const managed = (declared: Partial<Database> = {}): string => print("billing", declared);

withTools("the runs of the script for an RDS entry", ["gojq"], () => {
  describe("the script for an RDS entry, run", runs);
});

function runs(this: Mocha.Suite): void {
  this.timeout(180_000);
  let cloud: StandInCloud;

  beforeEach(() => (cloud = new StandInCloud()));
  afterEach(() => cloud.remove());

  for (const kind of ["instance", "cluster"] as const) {
    it(`stores, applies, promotes, drops, syncs, proves and restarts, in this order, and keeps every other key: ${kind}`, () => {
      cloud.begin(kind);
      const { status, stdout, stderr } = cloud.run(own({ kind }));
      assert.equal(status, 0, stderr);
      assert.deepEqual(cloud.changes(), [
        "aws secretsmanager put-secret-value",
        `aws rds modify-db-${kind}`,
        "aws secretsmanager update-secret-version-stage",
        "aws secretsmanager update-secret-version-stage",
        "kubectl annotate externalsecret",
        "kubectl get secret",
        "kubectl rollout restart",
        "kubectl rollout status",
        "aws secretsmanager update-secret-version-stage",
        "aws secretsmanager update-secret-version-stage",
      ]);
      assert.deepEqual(cloud.stages(), [[], ["AWSCURRENT"]]);
      const { database, secret, appliedAtOnce } = cloud.read();
      const [before, after] = cloud.values();
      assert.match(after!["password"] as string, /^[0-9a-f]{40}$/);
      assert.equal(after!["password"] === before!["password"], false);
      assert.deepEqual({ ...after, password: "" }, { ...before, password: "" });
      assert.deepEqual(
        [database === after!["password"], secret === after!["password"], appliedAtOnce],
        [true, true, true],
      );
      assert.ok(stdout.includes(`  ${kind.toUpperCase()} api-dev, master user root\n`));
      assert.match(stdout, /^AUDIT: /m);
      assert.match(stdout, /^COMMUNICATE:$/m);
      assert.doesNotMatch(cloud.calls(), /other-secrets/);
    });

    it(`has RDS make the password that it owns, waits for it, and moves no stage of it: ${kind}`, () => {
      const keptByRds = { arn: managedArn, managed: managedArn, secretStatus: "active" };
      cloud.begin(kind, { ...keptByRds, entry: managedArn, server: "billing-dev" });
      const { status, stderr } = cloud.run(managed({ kind }));
      assert.equal(status, 0, stderr);
      assert.deepEqual(cloud.changes(), [
        `aws rds modify-db-${kind}`,
        "kubectl annotate externalsecret",
        "kubectl get secret",
        "kubectl rollout restart",
        "kubectl rollout status",
      ]);
      assert.deepEqual(cloud.stages(), [["AWSPENDING", "AWSPREVIOUS"], ["AWSCURRENT"]]);
      const { secret, appliedAtOnce } = cloud.read();
      assert.deepEqual([secret === cloud.values()[1]!["password"], appliedAtOnce], [true, true]);
    });
  }

  it("finds the server of an entry that RDS keeps, begins no second rotation, and refuses another's entry", () => {
    const script = managed({ instanceIdentifier: "" });
    cloud.begin("instance", { arn: managedArn, managed: managedArn, secretStatus: "rotating", entry: managedArn });
    const { status, stdout, stderr } = cloud.run(script);
    assert.equal(status, 0, stderr);
    assert.match(stdout, / RDS is making a password already: it is waited for\.$/m);
    assert.equal(cloud.read().versions.length, 1);
    cloud.change({ managed: "arn:of-another-entry" });
    assert.equal(
      cloud.run(script).stderr,
      `STOPPED: No instance of this region has the entry ${managedArn}. Nothing was changed.\n`,
    );
    assert.equal(
      cloud.run(managed({ instanceIdentifier: "api-dev" })).stderr,
      `STOPPED: RDS does not keep the password of api-dev in ${managedArn}. Nothing was changed.\n`,
    );
  });

  for (const breakAt of [
    "aws rds modify-db-instance",
    "aws secretsmanager update-secret-version-stage",
    "kubectl annotate externalsecret",
    "kubectl rollout restart",
  ]) {
    it(`goes on where it broke, at ${breakAt}, with the same password`, () => {
      cloud.change({ breakAt });
      assert.equal(cloud.run(own()).status !== 0, true);
      const pending = cloud.read().versions[1]!.text;
      cloud.change({ breakAt: undefined });
      const { status, stdout, stderr } = cloud.run(own());
      assert.equal(status, 0, stderr);
      assert.match(
        stdout,
        / was not followed through: it is taken up\. If that one leaked too, run this again afterwards\.$/m,
      );
      const { versions, database } = cloud.read();
      assert.equal(versions[1]!.text === pending, true);
      assert.equal(database === (JSON.parse(pending) as { password: string }).password, true);
      assert.deepEqual(cloud.stages(), [[], ["AWSCURRENT"]]);
    });
  }

  it("takes up no pending version of somebody else's, and none of an entry that was changed since", () => {
    const [old] = cloud.read().versions;
    const current = { ...old!, stages: ["AWSCURRENT"] };
    const strip = (stage: string): string =>
      `aws secretsmanager update-secret-version-stage --secret-id ${entry} --version-stage ${stage} --remove-from-version-id other`;
    cloud.change({ versions: [current, { id: "other", stages: ["AWSPENDING"], text: old!.text }] });
    assert.equal(
      cloud.run(own()).stderr,
      `STOPPED: ${entry} has a pending version, other, that is not of this script. Nothing was changed.\n` +
        `Fix: drop it, and run this again: ${strip("AWSPENDING")}\n`,
    );
    const overtaken = { id: "other", stages: ["AWSPREVIOUS", "STRONGROOM-RESPOND"], text: old!.text };
    const stages = ["AWSPENDING", "STRONGROOM-RESPOND"];
    for (const other of [overtaken, { id: "other", stages, text: old!.text.replace("5432", "5433") }]) {
      cloud.change({ versions: [current, other] });
      assert.equal(
        cloud.run(own()).stderr,
        `STOPPED: ${entry} was changed since version other was staged. Nothing was changed.\n` +
          `Fix: drop that version, and run this again: ${strip("STRONGROOM-RESPOND")}\n`,
      );
    }
    assert.deepEqual(cloud.changes(), []);
  });

  it("finds the server by the entry's tag, and prints the statement that ends its user's sessions", () => {
    cloud.change({ tags: [{ Key: "DBInstanceIdentifier", Value: "api-dev" }] });
    const postgres = cloud.run(own({ instanceIdentifier: "" }));
    assert.equal(postgres.status, 0, postgres.stderr);
    const sessions = ({ stdout }: { stdout: string }): string => /^SESSIONS [^]*?\n\n/m.exec(stdout)![0];
    const heading = "SESSIONS that the old password opened go on. In the database, as ";
    assert.equal(
      sessions(postgres),
      `${heading}root:\n` +
        "  SELECT usename, client_addr, pg_terminate_backend(pid) AS ended\n" +
        "  FROM pg_stat_activity\n" +
        "  WHERE usename IN ('root') AND pid <> pg_backend_pid();\n\n",
    );
    const text = cloud.read().versions[1]!.text.replace('"root"', `"o'root"`);
    cloud.change({ master: "o'root", versions: [{ id: "old", stages: ["AWSCURRENT"], text }] });
    assert.equal(
      sessions(cloud.run(own({ engine: "mysql" }))),
      `${heading}o'root, run what this prints:\n` +
        "  SELECT CONCAT('CALL mysql.rds_kill(', id, ');')\n" +
        "  FROM information_schema.processlist\n" +
        "  WHERE user IN ('o''root') AND id <> CONNECTION_ID();\n\n",
    );
    cloud.begin("instance");
    const oracle = sessions(cloud.run(own({ engine: "oracle" })));
    assert.match(oracle, /^ {6}SELECT sid, serial# AS serial FROM v\$session$/m);
    assert.match(oracle, /^ {6}WHERE UPPER\(username\) IN \('ROOT'\) AND /m);
  });

  it("changes nothing where it must not", () => {
    const { text } = cloud.read().versions[0]!;
    const version = (value: string) => ({ versions: [{ id: "old", stages: ["AWSCURRENT"], text: value }] });
    for (const [known, said] of [
      [
        { account: "444455556666" },
        "These credentials are of account 444455556666; dev is account 111122223333. Nothing was changed.",
      ],
      [
        version(text.replace('"root"', '"api"')),
        "dev/api/database is not of the master user of api-dev, root. Nothing was changed.\nFix: strongroom rotate",
      ],
      [version("a-word-alone"), "dev/api/database does not hold a JSON object. Nothing was changed."],
      [{ kind: "cluster" }, "RDS knows no instance api-dev, or refuses to show it. Nothing was changed."],
      [
        { managed: managedArn },
        "RDS owns the master password of api-dev. Nothing was changed.\nFix: declare mode rds-managed, and print the script anew.",
      ],
      [
        { history: "enabled" },
        "The AWS CLI would keep values in its history. Nothing was changed.\nFix: aws configure set cli_history disabled",
      ],
    ] as const) {
      cloud.begin("instance", known);
      const { status, stderr } = cloud.run(own());
      assert.equal(stderr, `STOPPED: ${said}\n`);
      assert.equal(status, 1);
    }
    assert.deepEqual(cloud.changes(), []);
  });
}
