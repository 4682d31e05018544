import type { V1KeyToPath, V1Pod, V1Volume, V1VolumeProjection } from "@kubernetes/client-node";
import type { VolumeFile } from "./atomic-folder";
import { fieldValue, resourceValue, type Place } from "./fields";
import { configMapBytes, NotYet, secretBytes, type Sources } from "./sources";

/** Asks for a token of the pod's own service account. */
export type TokenSource = (audience: string | undefined, seconds: number) => Promise<string>;

/** What the files of a pod's volumes are made from. */
export interface VolumeSources extends Sources {
  pod: V1Pod;
  place: Place;
  token: TokenSource;
}

/** Kubernetes' own defaults. */
const defaultMode = 0o644;
const defaultTokenSeconds = 3600;

/**
 * The files of a volume, or nothing for an empty one, which belongs to its containers.
 *
 * @throws NotYet when a Secret, a ConfigMap or a key is missing that is not optional, and for a kind of volume that the lab
 *   does not have. The words are kubelet's.
 */
export async function volumeFiles(
  volume: V1Volume,
  sources: VolumeSources,
): Promise<Record<string, VolumeFile> | undefined> {
  const { secret, configMap, downwardAPI, projected, emptyDir } = volume;
  if (emptyDir) return undefined;
  if (projected) {
    const parts = (projected.sources ?? []).map((part) => projectedFiles(part, projected.defaultMode, sources));
    return Object.assign({}, ...(await Promise.all(parts))) as Record<string, VolumeFile>;
  }
  const mode = secret?.defaultMode ?? configMap?.defaultMode ?? downwardAPI?.defaultMode;
  if (secret) return projectedFiles({ secret: { ...secret, name: secret.secretName } }, mode, sources);
  if (configMap) return projectedFiles({ configMap }, mode, sources);
  if (downwardAPI) return projectedFiles({ downwardAPI }, mode, sources);
  const kind = Object.keys(volume).find((key) => key !== "name");
  throw new NotYet(`volume "${volume.name}": the lab's kubelet has no volumes of the kind ${kind}`);
}

async function projectedFiles(
  part: V1VolumeProjection,
  mode: number | undefined,
  sources: VolumeSources,
): Promise<Record<string, VolumeFile>> {
  const { secret, configMap, downwardAPI, serviceAccountToken } = part;
  const files = (content: Buffer | string, own?: number): VolumeFile => ({
    content: Buffer.from(content),
    mode: own ?? mode ?? defaultMode,
  });
  if (serviceAccountToken) {
    const { audience, expirationSeconds, path } = serviceAccountToken;
    return { [path]: files(await sources.token(audience, expirationSeconds ?? defaultTokenSeconds)) };
  }
  if (downwardAPI) {
    const items = (downwardAPI.items ?? []).map(({ path, fieldRef, resourceFieldRef, mode: own }) => {
      const container = { name: resourceFieldRef?.containerName ?? "" };
      const value = fieldRef
        ? fieldValue(sources.pod, fieldRef, sources.place)
        : resourceValue(sources.pod, container, resourceFieldRef!);
      return [path, files(value, own)] as const;
    });
    return Object.fromEntries(items);
  }
  const reference = secret ?? configMap;
  if (!reference) throw new NotYet(`the lab's kubelet projects no ${Object.keys(part).join(", ")}`);
  const kind = secret ? "secret" : "configmap";
  const name = reference.name ?? "";
  const found = secret ? sources.secret(name) : sources.configMap(name);
  if (found === undefined) {
    if (reference.optional) return {};
    throw new NotYet(`${kind} "${name}" not found`);
  }
  const bytes = secret ? secretBytes(found) : configMapBytes(found);
  const wanted: V1KeyToPath[] = reference.items ?? Object.keys(bytes).map((key) => ({ key, path: key }));
  const chosen = wanted.flatMap(({ key, path, mode: own }) => {
    const content = bytes[key];
    if (content !== undefined) return [[path, files(content, own)] as const];
    if (reference.optional) return [];
    throw new NotYet(`references non-existent ${kind} key: ${key}`);
  });
  return Object.fromEntries(chosen);
}
