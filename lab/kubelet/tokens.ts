import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";
import type { TokenSource } from "./volumes";

interface Kept {
  token: string;
  /** When to ask for the next one, in milliseconds since 1970. */
  until: number;
}

/** After this part of its time a token is replaced, as kubelet does. */
const refreshAfter = 0.8;

/** The longest that a token is kept, in milliseconds, as kubelet does. */
const longest = 24 * 3600 * 1000;

/**
 * Tokens of a pod's service account, bound to the pod, so that they end with it. They are kept in memory and asked for again
 * in time; whoever writes them into files asks often.
 *
 * @param core The API, as an identity that may create tokens of service accounts.
 */
export function tokensOf(core: CoreV1Api, pod: V1Pod): TokenSource {
  const kept = new Map<string, Kept>();
  const { name = "", namespace = "", uid = "" } = pod.metadata ?? {};
  return async (audience, seconds) => {
    const key = `${audience ?? ""} ${seconds}`;
    const found = kept.get(key);
    if (found && Date.now() < found.until) return found.token;
    const { status } = await core.createNamespacedServiceAccountToken({
      name: pod.spec?.serviceAccountName ?? "default",
      namespace,
      body: {
        spec: {
          audiences: audience === undefined ? [] : [audience],
          expirationSeconds: seconds,
          boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
        },
      },
    });
    const { token, expirationTimestamp } = status!;
    const lasts = new Date(expirationTimestamp).getTime() - Date.now();
    kept.set(key, { token, until: Date.now() + Math.min(lasts * refreshAfter, longest) });
    return token;
  };
}
