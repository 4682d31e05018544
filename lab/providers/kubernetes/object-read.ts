import { ProviderError } from "../core/errors";
import type { Decoded, Path } from "../core/values";
import { UnknownKindError } from "./api-error";
import type { Cluster } from "./cluster";
import { normalize, prune } from "./difference";
import { type Found, InitializationError } from "./handler";
import { annotationOf, kindName, kindOf, kindOfType, type KubernetesObject, parseId } from "./object";
import { builtInReadiness } from "./readiness";
import { fieldManagerOf, readState, writeState } from "./state";
import { asKubernetes, asPulumi, secretsOf } from "./values";

/**
 * Reads an object as it is now, for a refresh, an import or a `get`.
 *
 * @param inputs Of the last update; empty at an import, where the whole object is what would have been put in.
 * @returns Nothing where it is gone.
 * @throws InitializationError for a workload that is not ready: the next update waits for it again.
 */
export async function readObject(
  id: string,
  type: string,
  state: Decoded,
  inputs: Decoded,
  cluster: Cluster,
): Promise<Found | undefined> {
  const known = readState(state);
  const oldInputs = asKubernetes(inputs.values);
  const imported = oldInputs["kind"] === undefined;
  const kind = imported ? kindOfType(type) : kindOf(oldInputs);
  if (kind === undefined)
    throw new ProviderError(`${type} is no kind of Kubernetes: write kubernetes:GROUP/VERSION:KIND.`);
  const live = await find();
  if (live === undefined) return undefined;

  const liveInputs = imported ? inputsOf(live) : prune(live, normalize(oldInputs));
  const secrets: Path[] = secretsOf(liveInputs, inputs);
  const written = writeState(live, { values: liveInputs, secrets }, fieldManagerOf(oldInputs, known.fieldManager));
  const skips = annotationOf(oldInputs, "pulumi.com/skipAwait") === "true";
  const verdict = imported || skips ? undefined : await builtInReadiness(live, cluster)?.(live);
  if (verdict?.ready === false) {
    throw new InitializationError(`${kindName(kind)} ${id} is not ready: ${verdict.message}`, { ...written, id });
  }
  return { ...written, id, inputs: asPulumi(liveInputs), inputSecrets: secrets };

  async function find(): Promise<KubernetesObject | undefined> {
    try {
      return await cluster.find({ kind: kind!, ...parseId(id) });
    } catch (error) {
      // Its definition is gone, and with it the object.
      if (error instanceof UnknownKindError) return undefined;
      throw error;
    }
  }
}

function inputsOf(live: KubernetesObject): KubernetesObject {
  const { status: _status, ...rest } = normalize(live);
  return rest;
}
