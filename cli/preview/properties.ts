// Properties as they travel between a program, the engine and a policy pack: plain data in which some mappings carry a
// signature. Source: sdk/go/common/resource/plugin/rpc.go of Pulumi and its counterpart @pulumi/pulumi/runtime/rpc.
import {
  specialOutputValueSig,
  specialResourceSig,
  specialSecretSig,
  specialSigKey,
  unknownValue,
} from "@pulumi/pulumi/runtime/rpc";

/** A value on the wire. */
export type Wire = string | number | boolean | null | Wire[] | { [key: string]: Wire };

/** The properties of one resource on the wire. */
export type WireProperties = Record<string, Wire>;

/** A value, marked as a secret. */
export function asSecret(value: Wire): Wire {
  return { [specialSigKey]: specialSecretSig, value };
}

/** A secret of which nothing is known yet, such as the result of a password that `up` will make. */
export const unknownSecret: Wire = asSecret(unknownValue);

/** Stands on the wire for a value that only `up` makes known. */
export const unknownText: string = unknownValue;

/** Whether a value is a mapping of keys to values. */
export function isMapping(value: Wire): value is { [key: string]: Wire } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is, or holds, a Pulumi secret. */
export function holdsSecret(value: Wire): boolean {
  return isSigned(value, specialSecretSig) || children(value).some(holdsSecret);
}

/** Every text inside a Pulumi secret, for the report to mask. */
export function secretTexts(value: Wire, inside = false): string[] {
  if (typeof value === "string") return inside && value !== unknownValue ? [value] : [];
  if (typeof value === "number") return inside ? [String(value)] : [];
  if (isSigned(value, specialSecretSig)) return secretTexts((value as { value: Wire }).value, true);
  return children(value).flatMap((child) => secretTexts(child, inside));
}

/**
 * Rewrites properties as the engine rewrites them for a policy pack: a reference to a resource becomes its id (its URN, for a
 * component), an output its value; secrets keep their mark and unknowns stay unknown.
 *
 * @param keepInternal Whether keys that begin with two underscores stay: the engine drops them for Analyze, not for Remediate.
 */
export function forPolicies(properties: WireProperties, keepInternal: boolean): WireProperties {
  return forPolicy(properties, keepInternal) as WireProperties;
}

function forPolicy(value: Wire, keepInternal: boolean): Wire {
  if (Array.isArray(value)) return value.map((item) => forPolicy(item, keepInternal));
  if (!isMapping(value)) return value;
  if (isSigned(value, specialResourceSig)) {
    const { id, urn } = value as { id?: Wire; urn: Wire };
    return id === undefined ? urn : id === "" || id === null ? unknownValue : forPolicy(id, keepInternal);
  }
  if (isSigned(value, specialOutputValueSig)) {
    const { value: inner, secret } = value as { value?: Wire; secret?: boolean };
    const plain = inner === undefined ? unknownValue : forPolicy(inner, keepInternal);
    return secret ? { [specialSigKey]: specialSecretSig, value: plain } : plain;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => keepInternal || !key.startsWith("__"))
      .map(([key, child]) => [key, forPolicy(child, keepInternal)]),
  );
}

function isSigned(value: Wire, signature: string): boolean {
  return isMapping(value) && value[specialSigKey] === signature;
}

function children(value: Wire): Wire[] {
  if (Array.isArray(value)) return value;
  return isMapping(value) ? Object.values(value) : [];
}
