import type { ExampleResource } from "../../../policies/engine/rule";
import type { ValueMap } from "../../../policies/engine/value";

/** A way to hide a credential. */
export interface Technique {
  title: string;
  hide: (key: string, value: string) => ExampleResource[];
}

export const configMapType = "kubernetes:core/v1:ConfigMap";

export function configMap(data: ValueMap, more: ValueMap = {}): ExampleResource[] {
  return [{ type: configMapType, name: "settings", props: { metadata: { name: "settings" }, data, ...more } }];
}

/** A technique that hides the credential in the data of a ConfigMap. */
export function inData(title: string, data: (key: string, value: string) => ValueMap): Technique {
  return { title, hide: (key, value) => configMap({ LOG_LEVEL: "info", ...data(key, value) }) };
}

/** A technique that hides the credential in a file of a ConfigMap. */
export function inFile(title: string, file: string, text: (key: string, value: string) => string): Technique {
  return inData(title, (key, value) => ({ [file]: text(key, value) }));
}

/** A technique that encodes the value and keeps its key. */
export function encoded(title: string, encode: (value: string) => string): Technique {
  return inData(title, (key, value) => ({ [key]: encode(value) }));
}

export const base64 = (text: string | Uint8Array) => Buffer.from(text).toString("base64");
export const toHex = (text: string) => Buffer.from(text).toString("hex");
export const indent = (text: string, by = "    ") => text.replace(/^/gm, by);
export const oneLine = (text: string) => text.replaceAll("\n", "\\n");
export const camel = (key: string) => key.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
export const yaml = (key: string, value: string) => `${key}: |-\n${indent(value.trimEnd())}\n`;
