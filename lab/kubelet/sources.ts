import type { V1ConfigMap, V1Secret } from "@kubernetes/client-node";

/** Where a pod's variables and files come from: the objects of its namespace. */
export interface Sources {
  secret(name: string): V1Secret | undefined;
  configMap(name: string): V1ConfigMap | undefined;
}

/** Why a container cannot be started, or a volume cannot be mounted, yet. It names what is missing and holds no value. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}

/** The bytes behind every key of a Secret. */
export function secretBytes(secret: V1Secret): Record<string, Buffer> {
  return decoded(secret.data);
}

/** The bytes behind every key of a ConfigMap. */
export function configMapBytes({ data, binaryData }: V1ConfigMap): Record<string, Buffer> {
  const texts = Object.entries(data ?? {}).map(([key, text]) => [key, Buffer.from(text, "utf8")] as const);
  return { ...Object.fromEntries(texts), ...decoded(binaryData) };
}

function decoded(data: Record<string, string> | undefined): Record<string, Buffer> {
  const entries = Object.entries(data ?? {}).map(([key, text]) => [key, Buffer.from(text, "base64")] as const);
  return Object.fromEntries(entries);
}
