import * as fs from "node:fs";
import * as path from "node:path";
import { discoverDocuments, jsonSchema, versionOf } from "../report/json-document";
import { table } from "../report/markdown";

const page = "docs/json.md";
const headings = ["document", "what it is", "version"];

/** The JSON Schema of every document, and the page that lists them: its table stands between two comments. */
export function documentPages(): { file: string; text: string }[] {
  const documents = discoverDocuments();
  const rows = documents.map((document) => {
    const { id, schema } = document;
    return [`[${id}](../report/schemas/${id}.schema.json)`, schema.description ?? "", String(versionOf(document))];
  });
  const text = fs.readFileSync(path.join(__dirname, "..", page), "utf8");
  return [
    ...documents.map((document) => {
      return { file: `report/schemas/${document.id}.schema.json`, text: JSON.stringify(jsonSchema(document)) };
    }),
    {
      file: page,
      text: text.replace(/(<!-- documents -->\n)[\s\S]*?(<!-- \/documents -->)/, `$1\n${table(headings, rows)}\n\n$2`),
    },
  ];
}
