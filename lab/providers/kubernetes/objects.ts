import { deleteAndWait, NotReadyError, timeoutOf } from "./await";
import type { Cluster } from "./cluster";
import { InitializationError, type ResourceHandler } from "./handler";
import type { Mutability } from "./immutable";
import { kindOf, parseId } from "./object";
import { checkObject } from "./object-check";
import { diffObject } from "./object-diff";
import { readObject } from "./object-read";
import { createObject, updateObject } from "./object-write";
import { fieldManagerOf, readState, writeState } from "./state";

/** What the provider's configuration says about objects. */
export interface ObjectSettings {
  cluster: Cluster;
  /** For objects that name none. */
  namespace: string;
  mutability: Mutability;
  /** Take fields over from other owners. */
  force: boolean;
}

/** Objects of any kind that the API server serves. */
export function objectHandler(settings: ObjectSettings): ResourceHandler {
  const { cluster } = settings;
  return {
    check: (news, olds, type, name) => checkObject(news, olds, type, name, settings),
    diff: (olds, news, ignored) => diffObject(olds, news, ignored, settings),
    create: (inputs, call) => createObject(inputs, settings, call),
    read: (id, type, state, inputs) => readObject(id, type, state, inputs, cluster),
    update: (_id, olds, news, ignored, call) => updateObject(olds, news, ignored, settings, call),
    async delete(id, state, { timeout, signal }) {
      const { live, inputs, fieldManager } = readState(state);
      const reference = { kind: kindOf(live), ...parseId(id) };
      const patience = { timeout: timeoutOf(timeout, inputs), signal };
      try {
        await deleteAndWait(reference, inputs, cluster, patience);
        if (live["kind"] === "CustomResourceDefinition") cluster.discovery.forget();
      } catch (error) {
        if (!(error instanceof NotReadyError)) throw error;
        const kept = { values: inputs, secrets: state.secrets.filter(([first]) => first !== "__inputs") };
        throw new InitializationError(
          error.message,
          writeState(error.live, kept, fieldManagerOf(inputs, fieldManager)),
        );
      }
    },
  };
}
