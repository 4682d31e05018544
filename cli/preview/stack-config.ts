import { existsSync } from "node:fs";
import { join } from "node:path";
import { closest } from "../closest";
import { shownPath } from "../paths";
import { UserError } from "../user-error";
import type { ConfigDeclaration, Plain, Project } from "./project";
import { asMap, isMap, listEnvironments, readYaml } from "./project";

/** The configuration of one environment, as the engine hands it to a program and to a policy pack. */
export interface StackConfig {
  /** `project:key` to the value; lists and mappings as JSON. */
  values: Record<string, string>;
  /** Keys whose value is a secret. */
  secretKeys: string[];
  /** Keys whose value is encrypted in the stack file, so that only the engine can read it. */
  encryptedKeys: string[];
}

/**
 * Reads an environment's configuration: the stack file, completed by the defaults of Pulumi.yaml.
 *
 * Source of the rules: `ValidateStackConfigAndApplyProjectConfig` of the Pulumi CLI (pkg/workspace/config.go).
 *
 * @param environment For example `"dev"`.
 * @throws UserError with every problem at once: a missing key, a value of the wrong type, a secret in plain text.
 */
export function readStackConfig(project: Project, environment: string): StackConfig {
  const file = findStackFile(project, environment);
  const content = readYaml(file);
  const entries = isMap(content) ? asMap(content["config"] ?? {}, `config in ${shownPath(file)}`) : {};
  const given = new Map(Object.entries(entries).map(([key, value]) => [qualify(project.name, key), value]));
  const problems: string[] = [];

  for (const [key, declaration] of Object.entries(project.config)) {
    const name = qualify(project.name, key);
    const value = given.get(name);
    if (value === undefined) {
      const fallback = declaration.default ?? declaration.value;
      if (fallback !== undefined) given.set(name, fallback);
      else if (name.startsWith(`${project.name}:`)) problems.push(missingKey(name, declaration, environment));
    } else {
      const problem = wrongValue(name, value, declaration, environment);
      if (problem) problems.push(problem);
    }
  }
  if (problems.length > 0) throw new UserError(`${shownPath(file)}:\n${problems.join("\n")}`);

  const encryptedKeys = [...given].filter(([, value]) => holdsEncrypted(value)).map(([key]) => key);
  const readable = [...given].filter(([key, value]) => value !== null && !encryptedKeys.includes(key));
  return {
    values: Object.fromEntries(readable.map(([key, value]) => [key, asText(value)])),
    secretKeys: encryptedKeys,
    encryptedKeys,
  };
}

/**
 * The stack file of an environment, absolute.
 *
 * @throws UserError when there is none, with the environments that have one.
 */
export function findStackFile(project: Project, environment: string): string {
  const file = ["yaml", "yml"]
    .map((ending) => join(project.stackFolder, `Pulumi.${environment}.${ending}`))
    .find((candidate) => existsSync(candidate));
  if (file) return file;
  const available = listEnvironments(project);
  const meant = closest(environment, available);
  const found = [
    `There is no environment ${JSON.stringify(environment)} in ${project.name}.`,
    ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
    available.length > 0 ? `Available: ${available.join(", ")}.` : "There is none yet.",
  ];
  // Anything else names a file elsewhere, or one that no other command takes.
  const isName = /^[a-z][a-z0-9-]*$/.test(environment);
  const missing = shownPath(join(project.stackFolder, `Pulumi.${isName ? environment : "ENVIRONMENT"}.yaml`));
  const fixes = [...(available.length > 0 ? ["name one of them"] : []), `add ${missing}`];
  throw new UserError(`${found.join(" ")}\nFix: ${fixes.join(", or ")}.`);
}

function qualify(projectName: string, key: string): string {
  return key.includes(":") ? key : `${projectName}:${key}`;
}

function missingKey(name: string, { type, description }: ConfigDeclaration, environment: string): string {
  const what = description ? ` (${description})` : "";
  const wanted = `  ${name} is missing; wanted ${type ?? "a value"}${what}.`;
  return `${wanted}\n  Fix: ${fixFor(name, type, environment)}`;
}

function wrongValue(
  name: string,
  value: Plain,
  declaration: ConfigDeclaration,
  environment: string,
): string | undefined {
  if (declaration.secret && !holdsEncrypted(value)) {
    return `  ${name} is a secret and stands in plain text.\n  Fix: ${setCommand(name, environment, "--secret ")}`;
  }
  if (declaration.type === undefined || holdsEncrypted(value) || hasType(value, declaration)) return undefined;
  const type = declaration.items?.type ? `${declaration.type} of ${declaration.items.type}` : declaration.type;
  return `  ${name} is ${nameType(value)}; wanted ${type}.\n  Fix: ${fixFor(name, declaration.type, environment)}`;
}

/** `pulumi config set` writes a list or a mapping only part by part. */
function fixFor(name: string, type: string | undefined, environment: string): string {
  if (type === "object")
    return `write it into the stack file, or type: ${setCommand(`${name}.KEY`, environment, "--path ")}`;
  if (type === "array")
    return `write it into the stack file, or type: ${setCommand(`${name}[0]`, environment, "--path ")}`;
  return setCommand(name, environment);
}

function setCommand(name: string, environment: string, flag = ""): string {
  return `pulumi config set ${flag}--stack ${environment} ${flag.includes("--path") ? `'${name}'` : name} VALUE`;
}

function nameType(value: Plain): string {
  if (value === null) return "empty";
  return Array.isArray(value) ? "array" : typeof value;
}

/** As the CLI compares: a value of the stack file is text unless it is a list or a mapping. */
function hasType(value: Plain, { type, items }: ConfigDeclaration): boolean {
  switch (type) {
    case "string":
      return ["string", "number", "boolean"].includes(typeof value);
    case "integer":
      return ["string", "number"].includes(typeof value) && /^[+-]?\d+$/.test(asText(value));
    case "boolean":
      return value === true || value === false || value === "true" || value === "false";
    case "object":
      return isMap(value);
    case "array":
      return Array.isArray(value) && (items === undefined || value.every((item) => hasType(item, items)));
    default:
      return true;
  }
}

function asText(value: Plain): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Pulumi writes an encrypted value as a mapping with the one key `secure`. */
function holdsEncrypted(value: Plain): boolean {
  if (Array.isArray(value)) return value.some(holdsEncrypted);
  if (!isMap(value)) return false;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secure") return true;
  return Object.values(value).some(holdsEncrypted);
}
