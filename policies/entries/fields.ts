import { formatKeyPath } from "../engine/key-path";
import type { KeyPath } from "../engine/leaves";

/** One plain value inside an entry's value. */
export interface Field {
  /** The keys that lead to it; none where the entry holds a plain text. */
  keyPath: KeyPath;
  value: string;
}

/** Fields of one value that are looked at; an entry holds 64 KB at most. */
const mostFields = 1000;

/**
 * Opens the value of a Secrets Manager entry: the fields of its JSON, or the text as it is.
 *
 * @example fieldsOf('{"LOG_LEVEL":"info"}') // [{ keyPath: ["LOG_LEVEL"], value: "info" }]
 */
export function fieldsOf(text: string): Field[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [{ keyPath: [], value: text }];
  }
  if (typeof value !== "object" || value === null) return [{ keyPath: [], value: text }];
  return [...walk(value, [])].slice(0, mostFields);
}

function* walk(value: unknown, keyPath: KeyPath): Generator<Field> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* walk(item, [...keyPath, index]);
  } else if (typeof value === "string") {
    yield { keyPath, value };
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* walk(item, [...keyPath, key]);
  } else {
    yield { keyPath, value: value === null ? "" : JSON.stringify(value) };
  }
}

/** Names some fields for a message. */
export function listFields(fields: readonly Field[], most = 5): string {
  const names = fields.map(({ keyPath }) => formatKeyPath(keyPath));
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}
