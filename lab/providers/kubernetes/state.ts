import { randomBytes } from "node:crypto";
import type { Decoded, Path, Properties } from "../core/values";
import type { Written } from "./handler";
import { annotationOf, idOf, type KubernetesObject } from "./object";
import { asKubernetes, asPulumi, objectAt, secretsOf, textAt } from "./values";

const fieldManagerKey = "__fieldManager";
const initialVersionKey = "__initialApiVersion";
const inputsKey = "__inputs";

/** What the state keeps beside the object: as the vendor's provider names it. */
export interface KnownState {
  /** The object as it was seen last. */
  live: KubernetesObject;
  /** The inputs that led there. */
  inputs: KubernetesObject;
  /** Who owns the fields; nothing where it was never written by us. */
  fieldManager: string | undefined;
}

/** Takes a state apart. */
export function readState({ values }: Decoded): KnownState {
  const live = Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith("__")));
  return {
    live: asKubernetes(live),
    inputs: asKubernetes(objectAt(values, [inputsKey])),
    fieldManager: textAt(values, [fieldManagerKey]),
  };
}

/**
 * Puts a state together.
 *
 * @param live The object as the server shows it.
 * @param inputs The inputs with the places of their secrets.
 */
export function writeState(live: KubernetesObject, inputs: Decoded, fieldManager: string): Written {
  const own = secretsOf(inputs.values, inputs).map((path): Path => [inputsKey, ...path]);
  const state: Properties = {
    ...asPulumi(live),
    [inputsKey]: asPulumi(inputs.values),
    [initialVersionKey]: live["apiVersion"],
    [fieldManagerKey]: fieldManager,
  };
  return { id: idOf(live), state, secrets: [...secretsOf(live, inputs), ...own] };
}

/**
 * The name under which the server notes who owns the fields: one for each resource, so that a resource that takes another's
 * place does not lose what it owns.
 */
export function fieldManagerOf(inputs: KubernetesObject, known: string | undefined): string {
  const chosen = annotationOf(inputs, "pulumi.com/patchFieldManager");
  return chosen ?? known ?? `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
}
