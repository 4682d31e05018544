import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { recordRotation } from "../../cli/seed/record-rotation";
import { recordSeeded } from "../../cli/seed/record-item";
import { root } from "./run-cli";

describe("recording a seeded entry", () => {
  let folder: string;
  const file = (): string => path.join(folder, "Pulumi.dev.yaml");
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Records an entry in a file, and returns what the file holds then. */
  function record(text: string, entry = "dev/api/app"): string {
    fs.writeFileSync(file(), text);
    recordSeeded(file(), entry);
    return fs.readFileSync(file(), "utf8");
  }

  const lines = (...all: string[]): string => `${all.join("\n")}\n`;

  it("adds a line to each environment's own file, and changes no other", () => {
    for (const name of fs.readdirSync(path.join(root, "stacks"))) {
      const before = fs.readFileSync(path.join(root, "stacks", name), "utf8").split("\n");
      const after = record(before.join("\n"), "new/api/entry").split("\n");
      const added = after.filter((line) => !before.includes(line));
      assert.deepEqual(added.slice(-1), ["    - new/api/entry"], name);
      assert.deepEqual(
        after.filter((line) => !added.includes(line)),
        before,
        name,
      );
    }
  });

  it("keeps comments, blank lines, quotes and the way in which lists are indented", () => {
    const before = lines(
      "# Who may read this.",
      "encryptionsalt: v1:abc=",
      "config:",
      "    aws:region: eu-west-1 # Ireland",
      "    strongroom:seeded:",
      "    - 'dev/api/database' # since March",
      "",
      "    # What follows is long.",
      `    other: "${"word ".repeat(40)}"`,
    );
    assert.equal(record(before), before.replace("# since March\n", "# since March\n    - dev/api/app\n"));
  });

  it("writes a new list behind everything else, indented as the keys are", () => {
    const block = lines("# A comment.", "config:", "    a: |-", "      text", "      more", "# The end.");
    const added = "    strongroom:seeded:\n        - dev/api/app\n";
    assert.equal(record(block), block.replace("# The end.", `${added}# The end.`));
    assert.equal(record("config:\n    a: b"), `config:\n    a: b\n${added}`);
  });

  it("adds to a list in brackets where it stands", () => {
    assert.equal(
      record(lines("config:", "  strongroom:seeded: [] # none yet", "  a: b")),
      lines("config:", "  strongroom:seeded: [dev/api/app] # none yet", "  a: b"),
    );
    assert.equal(
      record(lines("config:", "  strongroom:seeded: [ dev/api/apple ]")),
      lines("config:", "  strongroom:seeded: [ dev/api/apple, dev/api/app ]"),
    );
  });

  it("keeps line ends of Windows", () => {
    const before = lines("config:", "  strongroom:seeded:", "    - dev/api/apple").replaceAll("\n", "\r\n");
    assert.equal(record(before), `${before}    - dev/api/app\r\n`);
  });

  it("adds an entry once", () => {
    const before = lines("config:", "  strongroom:seeded:   [dev/api/app]");
    assert.equal(record(before), before);
    assert.equal(recordSeeded(file(), "dev/api/app"), false);
    assert.equal(recordSeeded(file(), "dev/api/apple"), true);
  });

  it("writes through a link and keeps the file's mode", () => {
    fs.writeFileSync(path.join(folder, "real.yaml"), lines("config:", "  a: b"), { mode: 0o640 });
    fs.symlinkSync("real.yaml", file());
    recordSeeded(file(), "dev/api/app");
    assert.ok(fs.lstatSync(file()).isSymbolicLink());
    assert.equal(fs.statSync(file()).mode & 0o777, 0o640);
    assert.match(fs.readFileSync(file(), "utf8"), /- dev\/api\/app/);
    assert.deepEqual(fs.readdirSync(folder).sort(), ["Pulumi.dev.yaml", "real.yaml"]);
  });

  it("leaves a file alone that it does not understand, and says which line to add", () => {
    for (const text of [lines("config: ["), lines("other: 1"), lines("config:", "  strongroom:seeded:", "  a: b")]) {
      fs.writeFileSync(file(), text);
      assert.throws(() => recordSeeded(file(), "dev/api/app"), {
        name: "UserError",
        message: new RegExp(`Fix: add the line - dev/api/app under strongroom:seeded in ${file()}\\.$`),
      });
      assert.equal(fs.readFileSync(file(), "utf8"), text);
    }
  });
});

describe("recording the day of a rotation", () => {
  let folder: string;
  const file = (): string => path.join(folder, "Pulumi.dev.yaml");
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function record(text: string, entry = "dev/api/app"): string {
    fs.writeFileSync(file(), text);
    recordRotation(file(), entry, "2026-11-24");
    return fs.readFileSync(file(), "utf8");
  }

  const lines = (...all: string[]): string => `${all.join("\n")}\n`;

  it("adds two lines to each environment's own file, and changes no other", () => {
    for (const name of fs.readdirSync(path.join(root, "stacks"))) {
      const before = fs.readFileSync(path.join(root, "stacks", name), "utf8");
      assert.equal(record(before), `${before}  strongroom:rotations:\n    dev/api/app: "2026-11-24"\n`, name);
    }
  });

  it("replaces a day where it stands, with its comment, however it is written", () => {
    for (const day of ["2026-08-01", "'2026-08-01'", '"2026-08-01"']) {
      const before = lines(
        "config:",
        "  strongroom:rotations: # by hand",
        `    dev/api/app: ${day} # due soon`,
        "  a: b",
      );
      assert.equal(record(before), before.replace(day, '"2026-11-24"'));
    }
    assert.equal(
      record(lines("config:", "  strongroom:rotations: { dev/api/app: 2026-08-01, dev/api/apple: 2026-08-02 }")),
      lines("config:", '  strongroom:rotations: { dev/api/app: "2026-11-24", dev/api/apple: 2026-08-02 }'),
    );
  });

  it("adds a line behind the others, indented as they are", () => {
    const before = lines(
      "config:",
      "    strongroom:rotations:",
      "      # Quarterly.",
      "      dev/api/apple: 2026-08-01 # Anna",
      "",
      "    # What follows.",
      "    a: b",
    );
    const added = '# Anna\n      dev/api/app: "2026-11-24"\n';
    assert.equal(record(before), before.replace("# Anna\n", added));
    const windows = before.replaceAll("\n", "\r\n");
    assert.equal(record(windows), windows.replace("# Anna\r\n", added.replaceAll("\n", "\r\n")));
  });

  it("adds to a mapping in braces where it stands", () => {
    assert.equal(
      record(lines("config:", "  strongroom:rotations: {} # none", "  a: b")),
      lines("config:", '  strongroom:rotations: { dev/api/app: "2026-11-24" } # none', "  a: b"),
    );
    assert.equal(
      record(lines("config:", "  strongroom:rotations: { dev/api/apple: '2026-08-01' }")),
      lines("config:", "  strongroom:rotations: { dev/api/apple: '2026-08-01', dev/api/app: \"2026-11-24\" }"),
    );
  });

  it("writes a day once", () => {
    const before = lines("config:", "  strongroom:rotations: {dev/api/app:   '2026-11-24'}");
    assert.equal(record(before), before);
    assert.equal(recordRotation(file(), "dev/api/app", "2026-11-24"), false);
    assert.equal(recordRotation(file(), "dev/api/app", "2026-11-25"), true);
  });

  it("leaves a file alone that it does not understand, and says which line to write", () => {
    for (const text of [lines("config: ["), lines("other: 1"), lines("config:", "  strongroom:rotations:", "  a: b")]) {
      fs.writeFileSync(file(), text);
      assert.throws(() => recordRotation(file(), "dev/api/app", "2026-11-24"), {
        name: "UserError",
        message: new RegExp(
          `Fix: write the line dev/api/app: "2026-11-24" under strongroom:rotations in ${file()}\\.$`,
        ),
      });
      assert.equal(fs.readFileSync(file(), "utf8"), text);
    }
  });
});
