import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { discoverRunbooks } from "../../cli/respond/runbooks/discover-runbooks";
import type { Runbook } from "../../cli/respond/runbooks/runbook";

const folder = path.join(__dirname, "..", "..", "cli", "respond", "runbooks", "kinds");
const runbooks = discoverRunbooks();
const commandsOf = ({ revoke, rotate, audit }: Runbook) =>
  [...revoke, ...rotate, ...audit].flatMap(({ command }) => command ?? []);

describe("the runbooks", () => {
  it("are all loaded: one a file", () => {
    const files = fs.readdirSync(folder).map((file) => path.basename(file, ".ts"));
    assert.deepEqual(
      runbooks.map(({ id }) => id),
      files.sort(),
    );
    assert.ok(runbooks.length >= 10);
  });

  for (const runbook of runbooks) {
    it(`say what to do at each of the four steps: ${runbook.id}`, () => {
      const { title, appliesTo, revoke, rotate, audit, elsewhere, traps, references } = runbook;
      assert.ok([title, appliesTo].every((text) => text.length > 10));
      assert.ok([revoke, rotate, traps, references].every((list) => list.length > 0));
      assert.ok(audit.length + elsewhere.length > 0);
      for (const link of [...references, ...elsewhere.map((place) => place.link)])
        assert.match(link, /^https:\/\/\S+$/);
    });

    it(`have commands that a shell can read, and that hold no value: ${runbook.id}`, () => {
      for (const command of commandsOf(runbook)) {
        const { status, stderr } = spawnSync("bash", ["-n"], { input: command, encoding: "utf8" });
        assert.equal(status, 0, `${command}\n${stderr}`);
        // A value in an argument stands in the process list and in the shell's history.
        assert.doesNotMatch(command, /--master-user-password|--password[ =]|--secret-string (?!file:\/\/)/);
      }
    });
  }

  it("store a master password before the database has it, and promote it afterwards", () => {
    const typed = commandsOf(runbooks.find(({ id }) => id === "database-master")!);
    const at = (part: string) => typed.findIndex((command) => command.includes(part));
    const order = [at("--version-stages AWSPENDING"), at("modify-db-instance"), at("--version-stage AWSCURRENT")];
    assert.ok(order[0]! >= 0 && order[0]! < order[1]! && order[1]! < order[2]!, order.join(" "));
  });
});
