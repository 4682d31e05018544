import type { V1Container, V1EnvVar, V1Pod } from "@kubernetes/client-node";
import { expand } from "./expansion";
import { fieldValue, resourceValue, type Place } from "./fields";
import { configMapBytes, NotYet, secretBytes, type Sources } from "./sources";

/** Variables by name. `written` tells the ones whose value stands in the pod itself, so that no Secret is in it. */
export interface Environment {
  variables: Record<string, string>;
  written: Set<string>;
}

/**
 * The variables of a container, as kubelet makes them: `envFrom` first, then `env` in its order, where a value may name what
 * stands before it.
 *
 * @param pod Whose fields are read.
 * @param container One of its containers.
 * @param sources The Secrets and ConfigMaps of the pod's namespace.
 * @param place The pod's address and its node's.
 * @throws NotYet when a Secret, a ConfigMap or a key is missing that is not optional. The words are kubelet's.
 */
export function resolveEnvironment(pod: V1Pod, container: V1Container, sources: Sources, place: Place): Environment {
  const variables = variablesFrom(container, sources);
  const written = new Set<string>();
  for (const variable of container.env ?? []) {
    const value = variableValue(pod, container, variable, { variables, sources, place });
    if (value === undefined) continue;
    variables[variable.name] = value;
    if (variable.valueFrom === undefined && !variable.value?.includes("$(")) written.add(variable.name);
    else written.delete(variable.name);
  }
  return { variables, written };
}

function variablesFrom(container: V1Container, sources: Sources): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const { prefix, secretRef, configMapRef } of container.envFrom ?? []) {
    const reference = secretRef ?? configMapRef;
    const bytes = secretRef
      ? bytesOf(sources.secret(secretRef.name ?? ""), secretBytes)
      : bytesOf(sources.configMap(configMapRef?.name ?? ""), configMapBytes);
    if (bytes === undefined) {
      if (reference?.optional) continue;
      throw new NotYet(`${secretRef ? "secret" : "configmap"} "${reference?.name}" not found`);
    }
    for (const [key, value] of Object.entries(bytes)) variables[`${prefix ?? ""}${key}`] = value.toString("utf8");
  }
  return variables;
}

interface Context {
  variables: Record<string, string>;
  sources: Sources;
  place: Place;
}

function variableValue(pod: V1Pod, container: V1Container, variable: V1EnvVar, context: Context): string | undefined {
  const { value, valueFrom } = variable;
  if (valueFrom === undefined) return expand(value ?? "", context.variables);
  const { secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (fieldRef) return fieldValue(pod, fieldRef, context.place);
  if (resourceFieldRef) return resourceValue(pod, container, resourceFieldRef);
  const reference = secretKeyRef ?? configMapKeyRef;
  if (!reference) throw new NotYet(`variable ${variable.name} reads from a source that the lab does not know`);
  const bytes = secretKeyRef
    ? bytesOf(context.sources.secret(secretKeyRef.name ?? ""), secretBytes)
    : bytesOf(context.sources.configMap(reference.name ?? ""), configMapBytes);
  const found = bytes?.[reference.key];
  if (found !== undefined) return found.toString("utf8");
  if (reference.optional) return undefined;
  if (bytes === undefined) throw new NotYet(`${secretKeyRef ? "secret" : "configmap"} "${reference.name}" not found`);
  const kind = secretKeyRef ? "Secret" : "ConfigMap";
  throw new NotYet(`couldn't find key ${reference.key} in ${kind} ${pod.metadata?.namespace}/${reference.name}`);
}

function bytesOf<T>(
  object: T | undefined,
  read: (object: T) => Record<string, Buffer>,
): Record<string, Buffer> | undefined {
  return object === undefined ? undefined : read(object);
}
