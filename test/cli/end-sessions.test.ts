import assert from "node:assert/strict";
import { databaseEngines } from "../../components/model/database-engines";
import { alternatingUsers } from "../../components/model/rotation-functions";
import type { Database } from "../../components/model/service";
import { endSessions, endSessionsStatement } from "../../cli/respond/end-sessions";

const server = { host: "api.prod.db.example.com", name: "api" };
const engines = Object.keys(databaseEngines) as Database["engine"][];

describe("the end of a database user's sessions", () => {
  it("has words for every engine that there is", () => {
    for (const engine of engines) {
      const { fileName, text, commands } = endSessions({ ...server, engine, instanceIdentifier: "api-prod" }, ["api"]);
      assert.match(fileName, /^end-sessions\.(sql|sh)$/);
      assert.ok(
        commands.some((command) => command.includes(fileName)),
        engine,
      );
      assert.doesNotMatch(text + commands.join(), /undefined/);
    }
  });

  it("is a file with its command, at the declaration's server", () => {
    assert.deepEqual(endSessions({ ...server, engine: "postgres" }, ["api", "api_clone"]), {
      fileName: "end-sessions.sql",
      text:
        "-- Ends the sessions that were opened before the password changed. Run it as an administrator of the server.\n" +
        "SELECT usename, client_addr, pg_terminate_backend(pid) AS ended\n" +
        "FROM pg_stat_activity\n" +
        "WHERE usename IN ('api', 'api_clone') AND pid <> pg_backend_pid();\n",
      commands: [
        "psql --host=api.prod.db.example.com --port=5432 --username=ADMIN --dbname=api --file=end-sessions.sql",
      ],
    });
    const [command] = endSessions({ ...server, engine: "postgres", port: 6432 }, ["api"]).commands;
    assert.match(command!, / --port=6432 /);
  });

  it("restarts the instances of DocumentDB, which has no statement for it", () => {
    const { text } = endSessions({ ...server, engine: "documentdb", instanceIdentifier: "api-prod" }, ["api"]);
    assert.match(text, / --filters Name=db-cluster-id,Values=api-prod \|\n/);
    assert.match(text, /aws docdb reboot-db-instance /);
    assert.equal(endSessionsStatement("documentdb", ["api"]), undefined);
  });

  for (const [engine, user, literal] of [
    ["postgres", "o'brien", "('o''brien')"],
    ["postgres", "back\\slash", "('back\\slash')"],
    ["mysql", "o'brien", "('o''brien')"],
    // 'a\' would not end here, and 'a\\' would be another name where the server takes backslashes as they are.
    ["mysql", "a\\", "(CONVERT(X'615c' USING utf8mb4))"],
    ["mariadb", "a\\", "(CONVERT(X'615c' USING utf8mb4))"],
    ["oracle", "api", "('API')"],
    ["sqlserver", "o'brien", "(N'o''brien')"],
    ["redshift", "a\\'", "('a\\\\''')"],
  ] as const) {
    it(`writes ${user} as ${engine} reads it`, () => {
      assert.ok(endSessionsStatement(engine, [user])!.includes(` IN ${literal} `));
    });
  }

  it("is of both users where two take turns, whichever is known", () => {
    assert.deepEqual(alternatingUsers("api", "postgres"), ["api", "api_clone"]);
    assert.deepEqual(alternatingUsers("api_clone", "postgres"), ["api", "api_clone"]);
    assert.deepEqual(alternatingUsers("API_CLONE", "oracle"), ["API", "API_CLONE"]);
  });
});
