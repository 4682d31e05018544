import { parse } from "yaml";
import { formatNestedKeyPath } from "../engine/key-path";
import type { Finding } from "../engine/rule";
import { isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { mapAt } from "./manifests";

/** Fields of a user that hold a credential which does not end by itself. */
const staticFields: Readonly<Record<string, string>> = {
  "client-key-data": "a client key",
  password: "a password",
  token: "a token",
};

const fix =
  'let the user run a command for a short-lived token: exec: { command: "aws", args: ["eks", "get-token", ...] }.';

/**
 * Advises against credentials in a kubeconfig: its text, or the object itself. A path is not followed, and a cluster on this
 * machine is nobody else's.
 */
export function judgeKubeconfig(value: Value | undefined): Finding[] {
  const config = typeof value === "string" ? read(value) : value;
  if (!isMap(config) || isLocal(config) || !isList(config.users)) return [];
  return config.users.flatMap((entry, index) => {
    const user = isMap(entry) ? mapAt(entry, "user") : {};
    return Object.entries(staticFields).flatMap(([field, what]): Finding[] => {
      const given = user[field];
      if (given !== unknown && (typeof given !== "string" || given === "")) return [];
      const keyPath = formatNestedKeyPath(["kubeconfig"], ["users", index, "user", field]);
      return [{ level: "advisory", keyPath, text: `${keyPath} is ${what} that does not end by itself.`, fix }];
    });
  });
}

/** A path has one line and none of the marks of YAML or JSON. */
function read(text: string): Value {
  if (!/[{\n]/.test(text)) return null;
  try {
    return parse(text, { logLevel: "silent", maxAliasCount: 0 }) as Value;
  } catch {
    return null;
  }
}

function isLocal(config: ValueMap): boolean {
  if (!isList(config.clusters) || config.clusters.length === 0) return false;
  return config.clusters.every((entry) => {
    const server = isMap(entry) ? mapAt(entry, "cluster").server : undefined;
    return (
      typeof server === "string" &&
      /^https?:\/\/(localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0|host\.docker\.internal|kubernetes\.docker\.internal)(:\d+)?\/?$/i.test(
        server,
      )
    );
  });
}
