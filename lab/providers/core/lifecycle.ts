import { defaultsKey } from "./check";
import { equal } from "./diff";
import type { Call, Found, ResourceType } from "./resource-type";
import { type Decoded, isKnown, type Path, type Properties, unknown, type Value } from "./values";

/** What a preview shows of a resource that is going to be made or changed: unknown is what only the service can say. */
export function previewState<Context>(
  type: ResourceType<Context>,
  inputs: Properties,
  context: Context,
  state?: Properties,
): Properties {
  const silent = [...type.properties.outputs, ...(type.computed ?? [])];
  const outputs = Object.fromEntries(silent.map((name): [string, Value] => [name, state ? state[name] : unknown]));
  return { ...outputs, ...withoutDefaults(inputs), ...type.preview?.(inputs, context, state) };
}

/** A resource's state after it was made or changed: what the service shows, in the program's spelling where both mean the same. */
export function settledState<Context>(type: ResourceType<Context>, inputs: Properties, shown: Properties): Properties {
  const spelled = Object.entries(shown).map(([name, value]): [string, Value] => [
    name,
    keepsSpelling(type, name, inputs[name], value) ? inputs[name] : value,
  ]);
  const retained = (type.retained ?? []).map((name): [string, Value] => [name, inputs[name]]);
  return Object.fromEntries([...spelled, ...retained]);
}

/** A resource as it is now, and the inputs that would lead there. */
export interface ReadBack {
  id: string;
  state: Properties;
  inputs: Properties;
}

/**
 * Reads a resource for a refresh or an import.
 *
 * @param inputs Of the last update; empty at an import, where the inputs then are everything that differs from the defaults.
 * @returns Nothing where the resource is gone.
 */
export async function readBack<Context>(
  type: ResourceType<Context>,
  {
    id,
    state,
    inputs,
    context,
    call,
  }: { id: string; state: Properties; inputs: Properties; context: Context; call: Call },
): Promise<ReadBack | undefined> {
  const found: Found | undefined = await type.read(id, state, context, call, inputs);
  if (!found) return undefined;
  const known = { ...type.defaults, ...state };
  const settled = { ...settledState(type, known, found.state) };
  return { id: found.id, state: settled, inputs: inputsFrom(type, settled, inputs) };
}

function inputsFrom<Context>(type: ResourceType<Context>, state: Properties, old: Properties): Properties {
  const imported = Object.keys(old).length === 0;
  const names = imported ? importable(type, state) : Object.keys(old).filter((name) => name !== defaultsKey);
  const entries = names.map((name): [string, Value] => [
    name,
    keepsSpelling(type, name, old[name], state[name]) ? old[name] : state[name],
  ]);
  return { ...Object.fromEntries(entries), [defaultsKey]: old[defaultsKey] ?? [] };
}

function importable<Context>(type: ResourceType<Context>, state: Properties): string[] {
  return Object.keys(type.supports ?? state).filter(
    (name) =>
      type.properties.inputs.includes(name) && state[name] !== undefined && !equal(state[name], type.defaults?.[name]),
  );
}

function keepsSpelling<Context>(type: ResourceType<Context>, name: string, known: Value, shown: Value): boolean {
  if (known === undefined || shown === undefined || !isKnown(known)) return false;
  return (type.same?.[name] ?? equal)(known, shown);
}

/** Where a state holds secrets: where the inputs do, and what the vendor or the type marks. */
export function secretPlaces<Context>(type: ResourceType<Context>, ...known: Decoded[]): Path[] {
  const outputs = [...type.properties.secrets, ...(type.secretOutputs ?? [])].map((name): Path => [name]);
  return [...known.flatMap(({ secrets }) => secrets), ...outputs];
}

/** Inputs without the note which of them were completed. */
export function withoutDefaults(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== defaultsKey));
}
