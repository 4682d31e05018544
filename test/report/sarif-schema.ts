import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";

const load = createRequire(__filename);

/** What the official schema of SARIF 2.1.0 has against a log, which Microsoft's package for tests brings along. */
export function sarifErrors(log: unknown): string[] {
  const schema = read("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const validator = new Ajv({ schemaId: "auto", allErrors: true });
  validator.addMetaSchema(read("ajv/lib/refs/json-schema-draft-04.json"));
  validator.validate(schema, log);
  return (validator.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`);
}

function read(file: string): object {
  return JSON.parse(readFileSync(load.resolve(file), "utf8")) as object;
}
