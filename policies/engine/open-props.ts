import { UnknownValueError } from "@pulumi/policy";
import { textOf } from "./text-assets";
import { Asset, unknown, type Value, type ValueMap } from "./value";

/**
 * Copies a resource's properties out of the SDK's proxy, leaf by leaf.
 *
 * The proxy throws UnknownValueError on the first unknown value that is touched, and the SDK then turns the whole mandatory
 * policy into an advisory for that resource: one unknown value would hide the leak beside it. Object.keys does not touch
 * values, so only the unknown leaf itself is lost, and it stays visible as `unknown`.
 *
 * @param props `args.props` of a policy.
 */
export function openProps(props: Record<string, unknown>): ValueMap {
  return Object.fromEntries(Object.keys(props).map((key) => [key, openAt(props, key)]));
}

function openAt(container: object, key: string | number): Value {
  try {
    return open(Reflect.get(container, key));
  } catch (error) {
    if (error instanceof UnknownValueError) return unknown;
    throw error;
  }
}

function open(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => openAt(value, index));
  if ("__pulumiAsset" in value) return new Asset("asset", textOf(value));
  if ("__pulumiArchive" in value) return new Asset("archive");
  return openProps(value as Record<string, unknown>);
}
