import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listEnvironments, readProject } from "../../cli/preview/project";
import { readStackConfig } from "../../cli/preview/stack-config";
import { UserError } from "../../cli/user-error";

describe("a program's configuration", () => {
  let folder: string;
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const shown = (file: string): string => join("test", "cli", folder.split("/").at(-1) ?? "", file);

  beforeEach(() => {
    folder = mkdtempSync(join(__dirname, ".configuration-"));
    write("Pulumi.yaml", "name: sample\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("reads values as the engine hands them on: text, and JSON for lists and mappings", () => {
    write("Pulumi.dev.yaml", "config:\n  a: 1\n  sample:b: [x, 2]\n  other:c: { d: true }\n  e: text\n  f: false\n");
    assert.deepEqual(readStackConfig(readProject(folder), "dev").values, {
      "sample:a": "1",
      "sample:b": '["x",2]',
      "other:c": '{"d":true}',
      "sample:e": "text",
      "sample:f": "false",
    });
  });

  it("lets the stack file win over a default, and takes the short form of a declaration", () => {
    write(
      "Pulumi.yaml",
      "name: sample\nruntime: nodejs\nconfig:\n  a: { default: 1 }\n  b: { default: 2 }\n  x:y: short\n",
    );
    write("Pulumi.dev.yaml", "config:\n  a: 3\n");
    assert.deepEqual(readStackConfig(readProject(folder), "dev").values, {
      "sample:a": "3",
      "sample:b": "2",
      "x:y": "short",
    });
  });

  it("sets aside what only the engine can decrypt, also inside a mapping", () => {
    write("Pulumi.dev.yaml", "config:\n  a: { secure: v1:abc }\n  b: { inner: { secure: v1:abc } }\n  c: open\n");
    const config = readStackConfig(readProject(folder), "dev");
    assert.deepEqual(config.encryptedKeys, ["sample:a", "sample:b"]);
    assert.deepEqual(config.values, { "sample:c": "open" });
  });

  it("refuses a declared secret in plain text, and does not repeat it", () => {
    write("Pulumi.yaml", "name: sample\nruntime: nodejs\nconfig:\n  token: { type: string, secret: true }\n");
    write("Pulumi.dev.yaml", "config:\n  token: in-plain-text\n");
    assert.throws(
      () => readStackConfig(readProject(folder), "dev"),
      new UserError(
        `${shown("Pulumi.dev.yaml")}:\n  sample:token is a secret and stands in plain text.\n` +
          "  Fix: pulumi config set --secret --stack dev sample:token VALUE",
      ),
    );
  });

  it("names the line of a mistake in YAML without repeating it", () => {
    write("Pulumi.dev.yaml", 'config:\n  a: "open\n  b: 1\n');
    assert.throws(
      () => readStackConfig(readProject(folder), "dev"),
      new UserError(
        `${shown("Pulumi.dev.yaml")}, line 4 is no valid YAML (MISSING_CHAR).\n` +
          "Fix: correct the line's indentation or quotes.",
      ),
    );
  });

  it("lists the environments in the order of their deployment", () => {
    for (const name of ["prod", "dev", "staging"]) write(`Pulumi.${name}.yaml`, "");
    assert.deepEqual(listEnvironments(readProject(folder)), ["dev", "staging", "prod"]);
    assert.deepEqual(readStackConfig(readProject(folder), "prod").values, {});
  });

  it("says of an environment without a file which there are, which was meant, and what to add", () => {
    const messageOf = (name: string): string => {
      try {
        readStackConfig(readProject(folder), name);
      } catch (error) {
        return (error as UserError).message;
      }
      return "";
    };
    assert.equal(
      messageOf("qa"),
      `There is no environment "qa" in sample. There is none yet.\nFix: add ${shown("Pulumi.qa.yaml")}.`,
    );
    for (const name of ["prod", "dev", "staging"]) write(`Pulumi.${name}.yaml`, "");
    const available = "Available: dev, staging, prod.\nFix: name one of them, or add";
    assert.equal(
      messageOf("prdo"),
      `There is no environment "prdo" in sample. Did you mean prod? ${available} ${shown("Pulumi.prdo.yaml")}.`,
    );
    for (const name of ["../x", "--x", "Prod!"]) {
      const [first, ...rest] = messageOf(name).split(". ");
      assert.equal(first, `There is no environment "${name}" in sample`);
      assert.ok(rest.join(". ").endsWith(`${available} ${shown("Pulumi.ENVIRONMENT.yaml")}.`), rest.join(". "));
    }
  });

  it("runs programs of Node alone", () => {
    write("Pulumi.yaml", "name: sample\nruntime: python\n");
    assert.throws(
      () => readProject(folder),
      new UserError(
        `${shown("Pulumi.yaml")} has runtime "python"; only nodejs programs run here.\n` +
          "Fix: preview it with the Pulumi CLI.",
      ),
    );
  });
});
