import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { makeServices } from "../../bench/services/declarations";
import { exponent, growthTable, type Row } from "../../bench/services/growth";
import { writeBareProgram, writeProgram, writeSplitProgram } from "../../bench/services/scratch-programs";
import { loadProgram, loadStack } from "../../cli/load-program";

const cost = (processor: number) => ({ seconds: 2 * processor, processor, largest: 200, together: 350 });
const row = (services: number, resources: number, seconds: number): Row => ({
  services,
  resources,
  guarded: cost(seconds),
  alone: cost(seconds / 2),
  bare: cost(seconds / 4),
});

describe("the environments that are measured", () => {
  it("have as many services as wanted, in three shapes and ten a team", () => {
    const services = makeServices(21);
    assert.equal(new Set(services.map(({ name }) => name)).size, 21);
    assert.deepEqual([...new Set(services.map(({ team }) => team))], ["team-000", "team-001", "team-002"]);
    assert.deepEqual(
      services.slice(0, 4).map(({ groups }) => groups),
      [["database", "app", "apple"], ["tracking"], ["mail"], ["database", "app", "apple"]],
    );
    assert.deepEqual(makeServices(21), services);
  });

  it("pass the program's own checks, with every value put", () => {
    const program = writeProgram(makeServices(6));
    try {
      const { environment, services } = loadProgram(program.stack, program.folder);
      assert.equal(environment.name, "prod");
      assert.equal(services.length, 6);
      assert.equal(environment.seeded.length, 10);
      assert.equal(Object.keys(environment.rotations).length, 8);
    } finally {
      program.remove();
    }
    assert.equal(fs.existsSync(program.folder), false);
  });

  it("can be split: each team has its stack, and records its own entries there", () => {
    const { program, teams } = writeSplitProgram(makeServices(21));
    try {
      assert.deepEqual(teams, ["prod-team-000", "prod-team-001", "prod-team-002"]);
      assert.deepEqual(
        loadStack("prod-team-002", program.folder).services.map(({ name }) => name),
        ["service-0020"],
      );
      assert.deepEqual(loadStack("prod-team-002", program.folder).environment.seeded, ["prod/service-0020/mail"]);
      assert.deepEqual(loadStack("prod", program.folder).environment.seeded, []);
    } finally {
      program.remove();
    }
  });

  it("stand beside programs of as many bare resources", () => {
    const program = writeBareProgram(7);
    try {
      assert.match(fs.readFileSync(path.join(program.folder, "index.ts"), "utf8"), /index < 7;/);
    } finally {
      program.remove();
    }
  });
});

describe("the growth", () => {
  it("is 1 where time grows as resources do, and 2 where it grows as their square", () => {
    assert.equal(exponent(row(10, 200, 3), row(100, 2000, 30)).toFixed(2), "1.00");
    assert.equal(exponent(row(10, 200, 3), row(100, 2000, 300)).toFixed(2), "2.00");
    assert.equal(exponent(row(10, 200, 3), row(100, 2000, 30), "bare").toFixed(2), "1.00");
  });

  it("stands in a table, a line a size", () => {
    assert.deepEqual(
      growthTable([row(10, 200, 4), row(100, 2200, 24)])
        .split("\n")
        .slice(2)
        .map((line) =>
          line
            .split("|")
            .map((cell) => cell.trim())
            .slice(1, -1),
        ),
      [
        ["10", "200", "8.0", "4.0", "2.0", "", "", "1.0", "", "4.00", "200", "200", "350"],
        ["100", "2200", "48.0", "24.0", "12.0", "10.0", "0.75", "6.0", "0.75", "4.00", "200", "200", "350"],
      ],
    );
  });

  it("is measured by npm run bench:scale", function () {
    this.timeout(300_000);
    const script = path.join(__dirname, "..", "..", "scripts", "bench.js");
    const args = [script, "services", "--services", "1", "--no-engine"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Measured on \d+ cores .*\n\nstrongroom preview, with the guard:$/m);
    assert.match(stdout, /^\| 1 +\| \d+ +\| [\d.]+ +\| [\d.]+ +\|/m);
  });
});
