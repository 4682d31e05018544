import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readEnvFile } from "../../cli/onboard/sources/env-file";

/** Values are made anew each time, and none of their pieces may be anywhere in what comes of a file. */
describe("a file of variables shows no piece of a value that has no quotes", () => {
  const pem = (edge: string): string => `-----${edge} PRIVATE ${"KEY"}-----`;
  const left = (line: number): string => `Line ${line} of .env is no NAME=VALUE: it is left out.`;
  const rest = (line: number): string =>
    `Line ${line} of .env may be the rest of a value that began above: it is left out. ` +
    "Put that value in quotes. If the line is a variable, put its value in quotes and an empty line above it.";
  let pieces: string[];
  beforeEach(() => (pieces = []));

  /** Looks like a name, and may stand in base64. */
  function piece(before = "kf8"): string {
    pieces.push(`${before}${randomBytes(4).toString("hex").toUpperCase()}`);
    return pieces.at(-1)!;
  }

  /** The variables of a file of these lines, and what is said of the others. */
  function told(...lines: string[]): [names: string[], notes: string[]] {
    const found = readEnvFile(lines.join("\n"), ".env");
    const text = JSON.stringify(found).toUpperCase();
    for (const one of pieces) assert.ok(!text.includes(one.toUpperCase()), "a piece of a value is kept");
    return [found.keys.map(({ reads }) => reads), found.notes];
  }

  it("of a key, from its first line to its last", () => {
    const key = ["MIIB", piece("ABCDEF_"), piece(), `${piece()}==`, `${piece()}=`];
    const both = ["KEY", "PORT"];
    assert.deepEqual(told(`KEY=${pem("BEGIN")}`, ...key, pem("END"), "PORT=1"), [both, []]);
    assert.deepEqual(told("KEY=", pem("BEGIN"), ...key, pem("END"), "PORT=1"), [both, [left(2)]]);
    assert.deepEqual(told(`KEY="${pem("BEGIN")}`, ...key, `${pem("END")}"`, "PORT=1"), [both, []]);
    assert.deepEqual(told(`KEY="${pem("BEGIN")}`, ...key, pem("END"), "PORT=1"), [both, []]);
    assert.deepEqual(told(`KEY=${pem("BEGIN")}\\n${piece()}==\\n${pem("END")}`, "PORT=1"), [both, []]);
    assert.deepEqual(told(`KEY=${pem("BEGIN")}\r`, `${piece()}==\r`, `${pem("END")}\r`, "PORT=1\r"), [both, []]);
  });

  it("of a key that has no end", () => {
    const open = [`KEY=${pem("BEGIN")}`, `${piece()}=`, "PORT=1"];
    assert.deepEqual(told(...open), [["KEY", "PORT"], [rest(2)]]);
    const longer = [`KEY=${pem("BEGIN")}`, piece(), piece("ABCDEF_"), `${piece()}=`, "PORT=1"];
    assert.deepEqual(told(...longer), [
      ["KEY", "PORT"],
      [left(2), left(3), rest(4)],
    ]);
    const before = [`KEY=${pem("BEGIN")}`, `${piece()}=`, `OTHER=${pem("BEGIN")}`, `${piece()}=`, pem("END")];
    assert.deepEqual(told(...before), [["KEY", "OTHER"], [rest(2)]]);
  });

  it("of base64, and of what stands below a line without a name", () => {
    const line = randomBytes(48).toString("base64");
    pieces.push(line);
    assert.deepEqual(told(`KEY=${line}`, `${piece()}=`, "PORT=1"), [["KEY", "PORT"], [rest(2)]]);
    assert.deepEqual(told("KEY=x", `${piece()}==`, `${piece()}= ==`), [["KEY"], [rest(2), rest(3)]]);
    const below = ["KEY=x", piece("ABCDEF_"), `${piece()}=1`, "PORT=1"];
    assert.deepEqual(told(...below), [
      ["KEY", "PORT"],
      [left(2), rest(3)],
    ]);
  });

  it("and takes for none what only looks alike", () => {
    const hex = (): string => randomBytes(16).toString("hex");
    const lines = [
      `A_TOKEN=${hex()}==`,
      `PEM_HEADER="${pem("BEGIN")}"`,
      `PEM_FOOTER="${pem("END")}"`,
      "EMPTY=",
      `LONG=${hex()}${hex()}`,
      "SESSION_SECRET=",
    ];
    assert.deepEqual(told(...lines), [lines.map((line) => line.slice(0, line.indexOf("="))), []]);
  });
});
