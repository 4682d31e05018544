import type { V1Container, V1Volume } from "@kubernetes/client-node";

/** A Secret or a ConfigMap that changed. */
export interface Changed {
  kind: "Secret" | "ConfigMap";
  namespace: string;
  name: string;
  annotations?: Record<string, string>;
}

/** Whether a container takes environment variables from the object. */
export function readsVariables(container: V1Container, { kind, name }: Changed): boolean {
  const all = (container.envFrom ?? []).map((source) => (kind === "Secret" ? source.secretRef : source.configMapRef));
  const single = (container.env ?? []).map(({ valueFrom }) =>
    kind === "Secret" ? valueFrom?.secretKeyRef : valueFrom?.configMapKeyRef,
  );
  return [...all, ...single].some((reference) => reference?.name === name);
}

/** Whether a container mounts the object, alone or within a projected volume. */
export function mounts(container: V1Container, volumes: V1Volume[], changed: Changed): boolean {
  const holding = new Set(volumes.filter((volume) => holds(volume, changed)).map(({ name }) => name));
  return (container.volumeMounts ?? []).some(({ name }) => holding.has(name));
}

function holds({ secret, configMap, projected }: V1Volume, { kind, name }: Changed): boolean {
  const sources = projected?.sources ?? [];
  return kind === "Secret"
    ? secret?.secretName === name || sources.some((source) => source.secret?.name === name)
    : configMap?.name === name || sources.some((source) => source.configMap?.name === name);
}
