import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import type { Playbook } from "../../cli/respond/playbook";
import { readPlaybooks } from "../../cli/respond/read-playbooks";

const playbooks = readPlaybooks(path.join(__dirname, "..", ".."));
const commandsOf = ({ steps: { revoke, rotate, audit } }: Playbook) =>
  [...revoke, ...rotate, ...audit].flatMap(({ command }) => command ?? []);

describe("the runbooks", () => {
  it("are ten or more", () => {
    assert.ok(playbooks.length >= 10);
  });

  for (const playbook of playbooks) {
    it(`say what to do at each of the four steps: ${playbook.id}`, () => {
      const { title, appliesTo = "", why, steps, elsewhere, traps, references } = playbook;
      assert.ok([title, appliesTo, why].every((text) => text.length > 10));
      assert.ok([steps.revoke, steps.rotate, traps, references].every((list) => list.length > 0));
      assert.ok(steps.audit.length + elsewhere.length > 0);
    });

    it(`have commands that a shell can read, and that hold no value: ${playbook.id}`, () => {
      for (const command of commandsOf(playbook)) {
        const { status, stderr } = spawnSync("bash", ["-n"], { input: command, encoding: "utf8" });
        assert.equal(status, 0, `${command}\n${stderr}`);
        // A value in an argument stands in the process list and in the shell's history.
        assert.doesNotMatch(command, /--master-user-password|--password[ =]|--secret-string (?!file:\/\/)/);
      }
    });
  }

  it("store a master password before the database has it, and promote it afterwards", () => {
    const typed = commandsOf(playbooks.find(({ id }) => id === "database-master")!);
    const at = (part: string) => typed.findIndex((command) => command.includes(part));
    const order = [at("--version-stages AWSPENDING"), at("modify-db-instance"), at("--version-stage AWSCURRENT")];
    assert.ok(order[0]! >= 0 && order[0]! < order[1]! && order[1]! < order[2]!, order.join(" "));
  });
});
