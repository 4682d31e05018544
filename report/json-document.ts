import * as path from "node:path";
import * as z from "zod";
import { discoverById } from "../policies/detect/discover-by-id";

/** A JSON document that the command line writes. Its fields are declared here alone: types and JSON Schema are made from them. */
export interface JsonDocument {
  /** Name of its file in report/documents. What a command prints has the command's name. */
  id: string;
  /** For example `"Strongroom seed"`. */
  title: string;
  /** Has a literal `version`, which rises when a field changes its meaning or goes away. Its description says who writes it. */
  schema: z.ZodObject<{ version: z.ZodLiteral<number> }>;
}

/**
 * Loads every document of `report/documents`. Only what describes documents does: whatever writes one wants its types alone, which cost
 * no time.
 *
 * @throws Error when a file declares none, or one under another name.
 */
export function discoverDocuments(): JsonDocument[] {
  return discoverById(path.join(__dirname, "documents"), "document", "report/documents");
}

/** The version that a document has now. */
export function versionOf({ schema }: JsonDocument): number {
  return schema.shape.version.value;
}

/**
 * The JSON Schema of a document, draft 7.
 *
 * @param strict Whether fields that it does not name are refused. Default: they are not, because a later document of the same version may
 * hold more.
 */
export function jsonSchema({ title, schema }: JsonDocument, strict: boolean = false): object {
  const { $schema, description, ...fields } = z.toJSONSchema(schema, {
    target: "draft-7",
    override: ({ jsonSchema: part }) => {
      if (!strict && part.additionalProperties === false) delete part.additionalProperties;
    },
  });
  return { $schema, title, description, ...fields };
}
