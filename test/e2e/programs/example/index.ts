import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

// A program made of data: the resources of an example, as test/e2e/examples.ts writes them.
interface Written {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Property to the names of the resources that it comes from. */
  sources: Record<string, string[]>;
  ignoreChanges: string[];
}

/** A resource of whatever type the example names. */
class AnyResource extends pulumi.CustomResource {}

const resources = JSON.parse(readFileSync(process.env["STRONGROOM_EXAMPLE"] ?? "", "utf8")) as Written[];
const made = new Map<string, AnyResource>();
let unknown: pulumi.Output<string> | undefined;

for (const { type, name, props, sources, ignoreChanges } of resources) {
  const inputs = Object.fromEntries(Object.entries(props).map(([key, value]) => [key, revive(value)]));
  for (const [key, from] of Object.entries(sources)) {
    const ids = from.map((source) => made.get(source)!.id);
    inputs[key] = pulumi.all([inputs[key], ...ids]).apply(([value, id]) => value ?? id);
  }
  made.set(name, new AnyResource(type, name, inputs, { ignoreChanges }));
}

/** Puts outputs where the example has a value that is not known yet or is marked as a secret. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== "object" || value === null) return value;
  const { $unknown, $secret, ...rest } = value as Record<string, unknown>;
  if ($unknown === true) return notKnownYet();
  if ($secret !== undefined) return pulumi.secret(revive($secret));
  return Object.fromEntries(Object.entries(rest).map(([key, child]) => [key, revive(child)]));
}

/** An id is known once the resource is made. */
function notKnownYet(): pulumi.Output<string> {
  unknown ??= new AnyResource("random:index/randomId:RandomId", "not-known-yet", { byteLength: 8 }).id;
  return unknown;
}
