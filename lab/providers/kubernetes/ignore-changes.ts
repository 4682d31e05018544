import type { Properties } from "../core/values";
import { parsePath } from "./difference";
import { owns } from "./field-managers";
import type { KubernetesObject } from "./object";
import { at, objectAt } from "./values";

/**
 * Leaves ignored places as they are: what somebody else owns is left out of what is applied, so that it stays theirs, and what
 * we own keeps the value that it has now.
 *
 * Source: handleSSAIgnoreFields in provider/pkg/await/await.go of github.com/pulumi/pulumi-kubernetes. As there, places in
 * lists are left to the engine, which has put the last inputs in them.
 *
 * @param inputs What is to be applied.
 * @param live The object as it is.
 */
export function keepIgnored(
  inputs: KubernetesObject,
  live: KubernetesObject,
  ignored: string[],
  fieldManager: string,
): KubernetesObject {
  return ignored.reduce((object, place) => {
    const path = parsePath(place);
    if (path.some((step) => /^(\d+|\*)$/.test(step))) return object;
    const theirs = owns(live, path, (manager) => manager !== fieldManager);
    const ours = owns(live, path, (manager) => manager === fieldManager);
    const current = at(live, path);
    if (theirs && !ours) return without(object, path);
    return current === undefined ? object : withValue(object, path, current);
  }, inputs);
}

function without(object: Properties, [first = "", ...rest]: string[]): Properties {
  if (object[first] === undefined) return object;
  if (rest.length > 0) return { ...object, [first]: without(objectAt(object, [first]), rest) };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== first));
}

function withValue(object: Properties, [first = "", ...rest]: string[], value: Properties[string]): Properties {
  return { ...object, [first]: rest.length === 0 ? value : withValue(objectAt(object, [first]), rest, value) };
}
