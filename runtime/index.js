"use strict";
// What an application installs. Plain CommonJS on Node's own modules alone: an application must not install Pulumi.
const { Buffer } = require("node:buffer");
const { writeSync } = require("node:fs");
const { constants } = require("node:os");
const { inspect } = require("node:util");
const { describeMissing, describeNoReload } = require("./messages.js");
const { signingKeys } = require("./signing-keys.js");
const { environment, files } = require("./sources.js");

/** The names that a service's declaration may give its keys. */
const keyPattern = /^[A-Z][A-Z0-9_]{0,127}$/;
const masked = "(masked)";
/** Attempts to write a message: a reader that takes nothing for two seconds does not keep a process from ending. */
const mostWrites = 200;

class SecretsError extends Error {
  /**
   * @param {string} message
   * @param {readonly string[]} keys
   */
  constructor(message, keys) {
    super(message);
    this.name = "SecretsError";
    this.keys = keys;
  }
}

/**
 * @param {readonly string[]} keys
 * @param {import("./index").RequireSecretsOptions} options
 */
function requireSecrets(keys, options = {}) {
  refuseKeys(keys);
  const { directory, service } = options;
  if (directory === "") throw new TypeError('directory is empty; wanted a path, e.g. "/var/run/secrets/api-secrets"');
  const source = directory === undefined ? environment : files(directory);
  const declared = [...keys];
  try {
    return makeSecrets(declared, source, service);
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error;
    say(`${error.message}\nThis process ends with exit status 1.`);
    return process.exit(1);
  }
}

/**
 * @param {string[]} keys
 * @param {import("./sources").Source} source
 * @param {string | undefined} service
 */
function makeSecrets(keys, source, service) {
  /** @type {Set<(changed: string[]) => void>} */
  const listeners = new Set();

  const readAll = () => {
    const { values, problems } = source.read(keys);
    if (problems.size === 0) return values;
    throw new SecretsError(describeMissing(keys, problems, source, service), [...problems.keys()]);
  };
  const refuseReload = () => {
    if (source.kind === "environment") throw new SecretsError(describeNoReload(service), []);
  };

  let values = readAll();

  const actions = Object.freeze({
    reload() {
      refuseReload();
      const fresh = readAll();
      const changed = keys.filter((key) => fresh.get(key) !== values.get(key));
      values = fresh;
      if (changed.length > 0) tell(listeners, changed);
      return changed;
    },
    reloadOnSignal(/** @type {string} */ signal = "SIGHUP") {
      refuseReload();
      if (!Object.hasOwn(constants.signals, signal)) {
        throw new TypeError(`${inspect(signal)} is no signal; wanted one such as "SIGHUP"`);
      }
      const onSignal = () => {
        try {
          actions.reload();
        } catch (error) {
          if (!(error instanceof SecretsError)) throw error;
          say(`${error.message}\nThe reload on ${signal} changed nothing: the values from before stay in force.`);
        }
      };
      process.on(signal, onSignal);
      return () => void process.off(signal, onSignal);
    },
    onChange(/** @type {(changed: string[]) => void} */ listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    toJSON: () => Object.fromEntries(keys.map((key) => [key, masked])),
    toString: () => `Secrets(${keys.join(", ")})`,
    [inspect.custom]: () => `Secrets { ${keys.map((key) => `${key}: ${masked}`).join(", ")} }`,
  });

  // The values are no properties of the object: nothing that walks over properties, to print or to copy, comes by one.
  return new Proxy(Object.freeze(Object.defineProperties({}, hidden(actions))), {
    get(target, key, receiver) {
      if (typeof key !== "string" || !keyPattern.test(key)) return Reflect.get(target, key, receiver);
      const value = values.get(key);
      if (value !== undefined) return value;
      throw new TypeError(`${key} was not required.\nFix: add it to the list that requireSecrets gets.`);
    },
    has: (target, key) => values.has(String(key)) || Reflect.has(target, key),
    set(_, key) {
      throw new TypeError(`${String(key)} cannot be set: secrets come from ${source.shown}.`);
    },
  });
}

/**
 * Every listener hears of the change, also behind one that throws.
 *
 * @param {Set<(changed: string[]) => void>} listeners
 * @param {string[]} changed
 */
function tell(listeners, changed) {
  /** @type {unknown[]} */
  const errors = [];
  for (const listener of listeners) {
    try {
      listener([...changed]);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw new AggregateError(errors, "The secrets were reloaded, but a listener of the change failed.");
  }
}

/**
 * @param {readonly string[]} keys
 */
function refuseKeys(keys) {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError('requireSecrets needs a list of keys, e.g. requireSecrets(["DATABASE_URL"])');
  }
  const wrong = keys.filter((key) => typeof key !== "string" || !keyPattern.test(key));
  if (wrong.length > 0) {
    throw new TypeError(
      `requireSecrets got ${wrong.map((key) => inspect(key)).join(", ")}; wanted names of environment variables in capitals, e.g. "DATABASE_URL"`,
    );
  }
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  if (twice.length > 0) throw new TypeError(`requireSecrets got ${twice.join(", ")} twice: remove one`);
}

/**
 * Properties that no walk over an object's own properties meets.
 *
 * @param {object} actions
 * @returns {PropertyDescriptorMap}
 */
function hidden(actions) {
  const descriptors = /** @type {PropertyDescriptorMap} */ (Object.getOwnPropertyDescriptors(actions));
  for (const key of Reflect.ownKeys(descriptors))
    /** @type {PropertyDescriptor} */ (descriptors[key]).enumerable = false;
  return descriptors;
}

/**
 * Written before anything else happens: a process that ends would otherwise lose what still waits for a pipe.
 *
 * @param {string} text
 */
function say(text) {
  let rest = Buffer.from(`strongroom-runtime: ${text}\n`);
  for (let attempt = 0; rest.length > 0 && attempt < mostWrites; attempt++) {
    try {
      rest = rest.subarray(writeSync(2, rest));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EAGAIN") return;
      // The pipe is full: its reader gets a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

module.exports = { requireSecrets, SecretsError, signingKeys };
