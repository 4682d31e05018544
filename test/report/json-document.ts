import assert from "node:assert/strict";
import Ajv from "ajv";
import { discoverDocuments, jsonSchema } from "../../report/json-document";

const validators = new Map(
  discoverDocuments().map((document) => [
    document.id,
    new Ajv({ allErrors: true }).compile(jsonSchema(document, true)),
  ]),
);

/**
 * Fails where a document is not what its schema says, or holds a field that the schema does not name.
 *
 * @param id For example `"seed"`.
 */
export function checkDocument(id: string, document: unknown): void {
  const validate = validators.get(id);
  assert.ok(validate, `no document "${id}".\nFix: describe it in report/documents/${id}.ts.`);
  const problems = validate(document)
    ? []
    : validate.errors!.map(({ dataPath, message, params }) => `${dataPath} ${message} ${JSON.stringify(params)}`);
  assert.deepEqual(problems, [], `report/documents/${id}.ts does not describe what was written`);
}

/**
 * Checks what a command printed, where that is a document: each test that asks a command for JSON tries its schema in passing.
 *
 * @param typed The command and its arguments.
 */
export function checkPrinted([command = "", ...typed]: readonly string[], stdout: string): void {
  const wantsJson = typed.includes("--json") || typed[typed.indexOf("--format") + 1] === "json";
  if (!wantsJson || stdout === "") return;
  const document = JSON.parse(stdout) as object;
  checkDocument("previews" in document ? "previews" : command, document);
}
