import type { KeyPath } from "./leaves";

/** Fields whose keys are the user's own, so they are written `data["DB_URL"]` even where `data.DB_URL` would do. */
const fieldsWithFreeKeys = new Set(
  "data binaryData stringData annotations labels tags tagsAll env environmentVariables variables".split(" "),
);

/**
 * Writes a key path as a person would type it: `data["DB_URL"]`, `items[0].metadata.annotations["note"]`.
 *
 * @example formatKeyPath(["data", "DB_URL"]) // data["DB_URL"]
 */
export function formatKeyPath(path: KeyPath): string {
  return path.map((step, index) => formatStep(step, path[index - 1])).join("");
}

/**
 * Writes a path that goes on inside a value that was opened, such as a YAML file.
 *
 * @example formatNestedKeyPath(["data", "application.yaml"], ["spring", "password"]) // data["application.yaml"] → spring.password
 */
export function formatNestedKeyPath(outer: KeyPath, inner: KeyPath): string {
  if (inner.length === 0) return formatKeyPath(outer);
  const text = inner.map((step, index) => formatStep(step, index === 0 ? undefined : "")).join("");
  return `${formatKeyPath(outer)} → ${text}`;
}

function formatStep(step: string | number, before: string | number | undefined): string {
  if (typeof step === "number") return `[${step}]`;
  const isPlain = /^[A-Za-z_][\w-]*$/.test(step);
  if (before === undefined && isPlain) return step;
  if (isPlain && !fieldsWithFreeKeys.has(String(before))) return `.${step}`;
  return `[${printableKey(step)}]`;
}

/**
 * A key is printed only if it looks like one. A URL with a password can stand in a key too, and control characters would
 * reach the terminal. 253 characters is the longest key that Kubernetes takes.
 */
function printableKey(key: string): string {
  return /^[\w.\-/ $~]{1,253}$/.test(key) ? `"${key}"` : `key of ${key.length} characters`;
}
