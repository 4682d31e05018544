/**
 * Required secrets for an application on Node: every one is there at start, or the process ends and says which is not.
 *
 * @module strongroom-runtime
 */

/** Where {@link requireSecrets} looks, and what its messages name. */
export interface RequireSecretsOptions {
  /**
   * A directory with one file a key, as Kubernetes mounts a Secret: `"/var/run/secrets/api-secrets"`. Default: none, so that
   * the environment variables are read. There is no falling back from one to the other.
   */
  directory?: string;
  /** Name of the service, e.g. `"api"`, so that a message names its Secret. Default: the message says `SERVICE`. */
  service?: string;
}

/** Secrets by their keys. Printing or copying it gives no value: a value is read by its key. */
export type Secrets<Key extends string> = { readonly [Name in Key]: string } & ReloadableSecrets<Key>;

/** What secrets can do beside being read. */
export interface ReloadableSecrets<Key extends string> {
  /**
   * Reads the directory again. All values change together or none does: they come from one state of the directory.
   *
   * @returns The keys whose values changed, in the order of the declaration.
   * @throws SecretsError when a key is missing, empty or unreadable: every value stays as it was.
   * @throws SecretsError for environment variables: a running process never sees new ones.
   */
  reload(): Key[];

  /**
   * Calls `reload()` on a signal. A reload that finds a key missing is reported on standard error, and the old values stay.
   *
   * @param signal Default `"SIGHUP"`.
   * @returns A function that ends this.
   * @throws SecretsError for environment variables, at once: not only when the signal comes.
   */
  reloadOnSignal(signal?: string): () => void;

  /**
   * Calls a listener after each reload that changed a value. What it throws comes out of `reload()`; on a signal it ends the
   * process, as in any handler of events.
   *
   * @param listener Gets the changed keys, never a value: it reads the new ones from the secrets.
   * @returns A function that ends this.
   */
  onChange(listener: (changed: Key[]) => void): () => void;

  /** The keys, each with `"(masked)"` as its value. */
  toJSON(): { [Name in Key]: "(masked)" };

  /** The keys alone. */
  toString(): string;
}

/** A secret is missing, or a reload is not possible. The message carries the fix, and no value. */
export class SecretsError extends Error {
  /** Tells it from other errors where several copies of the package are loaded and `instanceof` cannot. */
  readonly name: "SecretsError";
  /** The keys that are missing, empty or unreadable. */
  readonly keys: readonly string[];
}

/**
 * Reads secrets that the application cannot do without. When one is missing or empty, the process ends with exit status 1 and
 * says on standard error which, where it looked and what to do. No default, no fallback, no optional key.
 *
 * A value is what the variable or the file holds, byte by byte: nothing is trimmed, a line end at the end of a file included.
 *
 * @param keys Names as in the service's declaration, e.g. `["DATABASE_URL", "STRIPE_SECRET_KEY"]`.
 * @param options Where it looks, and what its messages name. Default: the environment variables.
 * @throws TypeError when the list is empty, names a key twice, or holds what is no name of an environment variable.
 * @example
 * const secrets = requireSecrets(["DATABASE_URL", "STRIPE_SECRET_KEY"], { service: "api" });
 * connect(secrets.DATABASE_URL);
 */
export function requireSecrets<const Key extends string>(
  keys: readonly Key[],
  options?: RequireSecretsOptions,
): Secrets<Key>;

/** Keys of one secret that is rotated with an overlap. */
export interface SigningKeys {
  /** The one to sign or encrypt with. */
  current: string;
  /** Those to check with, the current one first: what was signed before the rotation is good until the overlap ends. */
  accepted: string[];
}

/**
 * Reads the value of a key that is rotated with an overlap, such as `JWT_SIGNING_KEY`: a key alone, as it was seeded, or what a
 * rotation function writes, `{"current": ..., "previous": {"key": ..., "until": "2026-11-28T04:00:00.000Z"}}`. The key before is
 * left out from that moment on, so call it where keys are used and not once at start.
 *
 * @param value What `requireSecrets` gives.
 * @param now Default: now.
 * @throws TypeError when the value is neither. The message shows nothing of it.
 * @example
 * const { current, accepted } = signingKeys(secrets.JWT_SIGNING_KEY);
 */
export function signingKeys(value: string, now?: Date): SigningKeys;
