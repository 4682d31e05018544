import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { loadProgram } from "../../cli/load-program";
import { scriptOf } from "../../cli/respond/script/print-script";
import { quoted } from "../../cli/respond/script/rds-script";
import { tool, withTools } from "../tools";
import { root, runCli } from "./run-cli";
import { print } from "./stand-in-cloud";

describe("the script for an RDS entry", () => {
  withTools("shellcheck of the script for an RDS entry", ["shellcheck"], () => {
    it("passes shellcheck, whoever owns the password, whatever the server", function () {
      this.timeout(180_000);
      for (const service of ["api", "billing"] as const) {
        for (const declared of [
          {},
          { kind: "cluster" },
          { engine: "mysql" },
          { engine: "oracle" },
          { engine: "sqlserver" },
        ] as const) {
          const { status, stdout } = spawnSync(tool("shellcheck"), ["-"], {
            input: print(service, declared),
            encoding: "utf8",
          });
          assert.equal(stdout, "");
          assert.equal(status, 0);
        }
      }
    });
  });

  it("has RDS make the password that it owns, and moves no stage of it", () => {
    const script = print("billing");
    assert.match(script, / --rotate-master-user-password --apply-immediately /);
    assert.doesNotMatch(script, /put-secret-value|--version-stages/);
  });

  it("asks for a cluster where the cluster holds the password", () => {
    for (const kind of ["cluster", "global-database", "serverless-v1"] as const) {
      assert.match(print("api", { kind }), /aws rds modify-db-cluster /);
      assert.doesNotMatch(print("api", { kind }), /db-instance/);
    }
    assert.doesNotMatch(print("api", { kind: "blue-green" }), /db-cluster/);
  });

  it("is printed by strongroom respond, without a call to anything", () => {
    const { status, stdout, stderr } = runCli(["respond", "dev", "api", "database", "--print-script"]);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.equal(stdout, `${print("api")}\n`);
  });

  it("is for RDS alone, and quotes whatever a declaration holds", () => {
    assert.throws(() => scriptOf(loadProgram("dev", root), { service: "api", group: "app" }), {
      message:
        "dev/api/app opens no RDS database, so there is no script for it.\nFix: strongroom respond dev api app knows what to do.",
    });
    assert.throws(() => print("api", { kind: "read-replica" }), {
      message:
        "dev/api/database opens a read replica, whose master password is that of its source: there is no script for it.\n" +
        "Fix: print the script of the source's entry.",
    });
    const said = execFileSync("sh", ["-c", `printf %s ${quoted("it's $HOME `id`")}`], { encoding: "utf8" });
    assert.equal(said, "it's $HOME `id`");
  });
});
