import { createHash, randomBytes } from "node:crypto";
import { ProviderError } from "../core/errors";
import { isObject, unknown } from "../core/values";
import { annotationOf, type KubernetesObject, metadataOf, nameOf, withMetadata } from "./object";

const autonamed = "pulumi.com/autonamed";

/** What the engine says about names: nothing, a name to take, or that none may be made. */
export interface Autonaming {
  mode: "propose" | "enforce" | "disable";
  proposedName: string;
}

/** What a name is made from. */
export interface NameSource {
  /** The resource's URN, whose last part is the name in the program. */
  urn: string;
  /** The engine's seed, so that a preview and the update after it agree. Empty: a random name. */
  seed: Uint8Array;
  autonaming?: Autonaming;
}

/**
 * Names an object without a name: after the resource in the program, with eight more characters, so that its replacement can
 * stand beside it.
 *
 * Source: AssignNameIfAutonamable in provider/pkg/metadata/naming.go of github.com/pulumi/pulumi-kubernetes.
 *
 * @param oldInputs The inputs of the last update, whose made-up name is kept; nothing for a new object.
 * @throws ProviderError where the stack forbids made-up names.
 */
export function nameObject(
  inputs: KubernetesObject,
  oldInputs: KubernetesObject | undefined,
  source: NameSource,
): KubernetesObject {
  if (isNamed(inputs) || inputs["metadata"] === unknown) return inputs;
  if (oldInputs === undefined) return withName(inputs, uniqueName(source, "metadata.name"));
  const name = nameOf(oldInputs);
  return name !== undefined && isAutonamed(oldInputs) ? withName(inputs, name) : inputs;
}

/**
 * The name that a resource without one gets.
 *
 * @param property The property to set instead, for the message.
 * @throws ProviderError where the stack forbids made-up names.
 */
export function uniqueName({ urn, seed, autonaming }: NameSource, property: string): string {
  if (autonaming?.mode === "disable") {
    throw new ProviderError(
      `Automatic names are switched off for this stack. Set ${property} of ${nameInProgram(urn)}.`,
    );
  }
  if (autonaming) return autonaming.proposedName;
  const random = seed.length > 0 ? createHash("sha256").update(seed).digest() : randomBytes(8);
  return `${nameInProgram(urn)}-${random.toString("hex").slice(0, 8)}`;
}

/** The last part of a URN. */
export function nameInProgram(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Whether the object was named here, so that a replacement can have another name. */
export function isAutonamed(object: KubernetesObject): boolean {
  return annotationOf(object, autonamed) === "true";
}

/** Whether the object says its name, if only by a value that is not known yet. */
export function isNamed(object: KubernetesObject): boolean {
  return nameOf(object) !== undefined || metadataOf(object)["name"] === unknown;
}

function withName(object: KubernetesObject, name: string): KubernetesObject {
  const { annotations = {} } = metadataOf(object);
  // Nothing can be written into a value that is not known yet.
  const marked = isObject(annotations) ? { annotations: { ...annotations, [autonamed]: "true" } } : {};
  return withMetadata(object, { name, ...marked });
}

/**
 * Refuses what server-side apply cannot do.
 *
 * @throws ProviderError for an object with generateName in place of a name.
 */
export function refuseGenerateName(object: KubernetesObject): void {
  if (metadataOf(object)["generateName"] === undefined || nameOf(object) !== undefined) return;
  throw new ProviderError(
    "metadata.generateName does not work with server-side apply. Leave it out, and the name is made from the resource's.",
  );
}
