import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Cluster } from "./cluster";
import { type ExternalSecretRef, title } from "./external-secrets";

/** What a comparison of an entry with a Secret of the cluster says. */
export interface Proof {
  ref: ExternalSecretRef;
  /** Keys of the Secret that hold the entry's value. */
  same: string[];
  /** Keys that hold another, or are missing. */
  different: string[];
  /** When the Secret was last changed; nothing where it does not exist. */
  changedAt?: Date;
}

/**
 * Compares what the cluster's Secrets hold with a value of the entry. Hashes under a key that is made for this and forgotten
 * are compared, never values, so that nothing that is kept or shown says anything about one.
 *
 * Keys that a template composes, such as a URL, are not compared: the operator makes them from the others.
 *
 * @param refs The ExternalSecrets that read the entry.
 * @param value The entry's whole value, as Secrets Manager holds it.
 * @throws UserError when the cluster refuses to show a Secret, or does not answer.
 */
export function proveSynced(cluster: Cluster, refs: readonly ExternalSecretRef[], value: string): Promise<Proof[]> {
  const key = randomBytes(32);
  const digest = (data: string | Buffer): Buffer => createHmac("sha256", key).update(data).digest();
  return Promise.all(
    refs.map(async (ref) => {
      const { namespace, secret: name } = ref;
      const secret = await cluster.find(`reading Secret ${title({ namespace, name })}`, () =>
        cluster.core.readNamespacedSecret({ namespace, name }),
      );
      const same: string[] = [];
      const different: string[] = [];
      for (const [held, wanted] of wantedKeys(ref, value)) {
        const data = secret?.data?.[held];
        const isSame =
          data !== undefined &&
          wanted !== undefined &&
          timingSafeEqual(digest(Buffer.from(data, "base64")), digest(wanted));
        (isSame ? same : different).push(held);
      }
      const times = (secret?.metadata?.managedFields ?? []).flatMap(({ time }) => (time ? [new Date(time)] : []));
      const changedAt = times.sort((one, other) => one.getTime() - other.getTime()).at(-1);
      return { ref, same, different, ...(changedAt && { changedAt }) };
    }),
  );
}

/** Key of the Secret to the text that it should hold: as the operator reads a property of a value in JSON. */
function wantedKeys({ keys, extracts }: ExternalSecretRef, value: string): Map<string, string | undefined> {
  const json = parse(value);
  const text = (property: string): string | undefined => {
    const found = json?.[property];
    return found === undefined || typeof found === "string" ? found : JSON.stringify(found);
  };
  const wanted = new Map<string, string | undefined>();
  if (extracts) for (const property of Object.keys(json ?? {})) wanted.set(property, text(property));
  for (const [key, property] of Object.entries(keys)) wanted.set(key, property === undefined ? value : text(property));
  return wanted;
}

function parse(value: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(value);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
