import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** The type of {@link unknown}. */
class UnknownValue {
  readonly isUnknown = true;
}

/**
 * A value that is not known before an update, as at a preview. It is an object of its own, so that no service ever takes it
 * for text.
 */
export const unknown = Object.freeze(new UnknownValue());

/** What a property can be. Assets and archives are objects that carry {@link signatureKey}. */
export type Value = null | undefined | boolean | number | string | UnknownValue | Value[] | { [key: string]: Value };

/** The inputs or the state of a resource, with neither marks of secrets nor encoded unknowns in it. */
export type Properties = Record<string, Value>;

/** Where a secret stands: property, then keys and indices. */
export type Path = (string | number)[];

/** Properties, and which of their leaves are secrets. */
export interface Decoded {
  values: Properties;
  secrets: Path[];
}

// The engine's protocol, as @pulumi/pulumi/runtime/rpc writes it. Its own functions wrap values in Outputs, which a
// provider has no use for.
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Key of the objects that stand for something else: a secret, an asset, a reference. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Whether there is nothing unknown in it, at any depth. */
export function isKnown(value: Value): boolean {
  if (value === unknown) return false;
  if (Array.isArray(value)) return value.every(isKnown);
  return !isObject(value) || Object.values(value).every(isKnown);
}

/** A property that is text; nothing where it holds something else. */
export function textOf(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A property that is a number; nothing where it holds something else. */
export function numberOf(value: Value): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** A list of texts; empty where the property holds something else. */
export function textsOf(value: Value): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** An object of texts, such as tags; empty where the property holds something else. */
export function textMapOf(value: Value): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (typeof item === "string" ? [[key, item]] : [])),
  );
}

/** Whether it is an object with keys: neither a list nor an unknown. */
export function isObject(value: Value): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && value !== unknown && !Array.isArray(value);
}

/** Takes properties off the wire. Nothing becomes an empty object. */
export function decode(struct: Struct | undefined): Decoded {
  const secrets: Path[] = [];
  const values = decodeValue(struct?.toJavaScript() ?? {}, [], secrets) as Properties;
  return { values, secrets };
}

function decodeValue(value: Value, path: Path, secrets: Path[]): Value {
  if (value === unknownText) return unknown;
  if (Array.isArray(value)) return value.map((item, index) => decodeValue(item, [...path, index], secrets));
  if (!isObject(value)) return value;
  switch (value[signatureKey]) {
    case secretSignature:
      secrets.push(path);
      return decodeValue(value["value"], path, secrets);
    case outputSignature:
      if (value["secret"] === true) secrets.push(path);
      return "value" in value ? decodeValue(value["value"], path, secrets) : unknown;
    case resourceSignature:
      return decodeValue(value["id"] ?? value["urn"], path, secrets);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, decodeValue(item, [...path, key], secrets)]),
  );
}

/**
 * Puts properties on the wire.
 *
 * @param values What to send; a property that is undefined is left out.
 * @param secrets Which places hold secrets. One that does not exist in the values marks the nearest place above it, so that
 *   a service that answers in another shape does not reveal it.
 */
export function encode(values: Properties, secrets: Path[] = []): Struct {
  const existing = secrets.map((path) => nearest(values, path)).filter((path) => path.length > 0);
  const marks = new Set(existing.map((path) => JSON.stringify(path)));
  return Struct.fromJavaScript(encodeValue(values, [], marks) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function nearest(values: Properties, path: Path): Path {
  let value: Value = values;
  for (const [depth, key] of path.entries()) {
    const next: Value = Array.isArray(value) || isObject(value) ? (value as Properties)[key] : undefined;
    if (next === undefined) return path.slice(0, depth);
    value = next;
  }
  return path;
}

function encodeValue(value: Value, path: Path, marks: Set<string>): Value {
  const plain = encodeContent(value, path, marks);
  return marks.has(JSON.stringify(path)) ? { [signatureKey]: secretSignature, value: plain } : plain;
}

function encodeContent(value: Value, path: Path, marks: Set<string>): Value {
  if (value === unknown) return unknownText;
  if (Array.isArray(value)) return value.map((item, index) => encodeValue(item ?? null, [...path, index], marks));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, encodeValue(item, [...path, key], marks)]));
}

/** Every text that stands in a secret place, for striking it out of messages. */
export function secretTexts({ values, secrets }: Decoded): string[] {
  return secrets.flatMap((path) => texts(path.reduce<Value>((value, key) => (value as Properties)?.[key], values)));
}

function texts(value: Value): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
