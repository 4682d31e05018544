import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import { buildProgram } from "../../cli/main";
import { discoverDocuments, jsonSchema, versionOf } from "../../report/json-document";
import { checkDocument, checkPrinted } from "./json-document";

const folder = path.join(__dirname, "..", "..", "report", "schemas");
const documents = discoverDocuments();
const schemaOf = (id: string): object =>
  JSON.parse(fs.readFileSync(path.join(folder, `${id}.schema.json`), "utf8")) as object;

const rotation = {
  version: 1,
  environment: "prod",
  account: "333344445555",
  region: "eu-west-1",
  service: "api",
  group: "app",
  entry: "prod/api/app",
  mode: "manual",
  current: "version-2",
  problems: [],
};

describe("JSON documents", () => {
  it("are described for every command that has --json", () => {
    const commands = buildProgram()
      .commands.filter(({ options }) => options.some(({ long }) => long === "--json"))
      .map((command) => command.name());
    assert.ok(commands.length > 5);
    const ids = documents.map(({ id }) => id);
    assert.deepEqual(
      commands.filter((name) => !ids.includes(name)),
      [],
      "No schema describes what these commands print.\nFix: add report/documents/COMMAND.ts, and type npm run docs.",
    );
  });

  it("have a schema that is up to date, and none is left of what is gone", () => {
    assert.deepEqual(
      fs.readdirSync(folder).sort(),
      documents.map(({ id }) => `${id}.schema.json`),
    );
    for (const document of documents) {
      assert.deepEqual(schemaOf(document.id), jsonSchema(document), `${document.id}: run npm run docs`);
    }
  });

  it("have a schema with a title, a description and the version, as draft 7", () => {
    for (const document of documents) {
      const { $schema, title, description, properties, required } = schemaOf(document.id) as {
        $schema: string;
        title: string;
        description: string;
        properties: { version: object };
        required: string[];
      };
      assert.equal($schema, "http://json-schema.org/draft-07/schema#");
      assert.match(title, /^Strongroom [a-z]+$/);
      assert.match(description, /\bstrongroom [a-z]+\b.*\.$/);
      assert.deepEqual(properties.version, { type: "number", const: versionOf(document) });
      assert.ok(required.includes("version"));
    }
  });

  it("may get fields within a version for whoever reads them, and none unnoticed for whoever writes them", () => {
    const validate = new Ajv().compile(schemaOf("rotate"));
    assert.equal(validate(rotation), true);
    assert.equal(validate({ ...rotation, later: true }), true);
    assert.equal(validate({ ...rotation, version: 2 }), false);
    checkDocument("rotate", rotation);
    assert.throws(() => checkPrinted(["rotate", "--json"], JSON.stringify({ ...rotation, later: true })), {
      message: /does not describe what was written[^]*should NOT have additional properties/,
    });
    assert.throws(() => checkDocument("gone", rotation), {
      message: 'no document "gone".\nFix: describe it in report/documents/gone.ts.',
    });
  });
});
