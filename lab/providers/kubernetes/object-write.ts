import { setTimeout as sleep } from "node:timers/promises";
import { type Decoded, isKnown } from "../core/values";
import {
  isAlreadyExists,
  isConflict,
  isForbidden,
  isNamespaceMissing,
  isNotFound,
  UnknownKindError,
  UnreachableError,
} from "./api-error";
import { awaitReady, judgeOf, NotReadyError, timeoutOf } from "./await";
import type { Cluster } from "./cluster";
import { normalize } from "./difference";
import { adoptFields, creator } from "./field-managers";
import { keepIgnored } from "./ignore-changes";
import { InitializationError, type WriteCall, type Written } from "./handler";
import {
  annotationOf,
  idOf,
  kindName,
  kindOf,
  type KubernetesObject,
  nameOf,
  namespaceOf,
  withMetadata,
} from "./object";
import { fieldManagerOf, readState, writeState } from "./state";
import { asKubernetes, at, listAt, secretsOf } from "./values";

/** What writing needs to know. */
export interface WriteContext {
  cluster: Cluster;
  /** Whether fields are taken over from other owners, as the provider's configuration says. */
  force: boolean;
}

/**
 * Creates an object and waits until it is ready. At a preview the server only tries it, so that what it would refuse is
 * refused before anything is changed.
 *
 * Source: Creation in provider/pkg/await/await.go of github.com/pulumi/pulumi-kubernetes.
 */
export async function createObject(news: Decoded, { cluster }: WriteContext, call: WriteCall): Promise<Written> {
  const inputs = asKubernetes(news.values);
  const asGiven = { id: "", state: news.values, secrets: secretsOf(inputs, news) };
  if (call.preview && !(await canBeTried(inputs, cluster))) return asGiven;

  const fieldManager = fieldManagerOf(inputs, undefined);
  let created: KubernetesObject;
  try {
    const object = await inItsPlace(normalize(inputs), cluster, call);
    created = await insist(call, () => cluster.create(object, { fieldManager: creator, dryRun: call.preview }));
  } catch (error) {
    // What is missing may come in the same update, and what exists may be about to go.
    const later = isForbidden(error) || isAlreadyExists(error) || isNamespaceMissing(error);
    if (call.preview && (later || error instanceof UnknownKindError)) return asGiven;
    throw explained(error, inputs);
  }
  if (call.preview) {
    const { status: _status, ...shown } = created;
    return { ...writeState(shown, { ...news, values: inputs }, fieldManager), id: "" };
  }
  if (isDefinition(inputs)) cluster.discovery.forget();
  return settle(created, { ...news, values: inputs }, fieldManager, cluster, call);
}

/** Applies changes to an object and waits until it is ready; at a preview the server only tries them. */
export async function updateObject(
  olds: Decoded,
  news: Decoded,
  ignored: string[],
  { cluster, force }: WriteContext,
  call: WriteCall,
): Promise<Written> {
  const inputs = asKubernetes(news.values);
  if (call.preview && !(await canBeTried(inputs, cluster))) {
    return { id: "", state: news.values, secrets: secretsOf(inputs, news) };
  }
  const { live, fieldManager: known } = readState(olds);
  const fieldManager = fieldManagerOf(inputs, known);
  try {
    const wanted = await inItsPlace(normalize(inputs), cluster, call);
    // The name is the one that it was given, should it not be known yet.
    const reference = { kind: kindOf(wanted), name: nameOf(live) ?? "", namespace: namespaceOf(wanted) };
    const found = await cluster.find(reference);
    if (found === undefined) {
      throw new Error(
        `${kindName(reference.kind)} ${idOf(live)} is gone: type pulumi refresh, and the next update creates it anew`,
      );
    }
    const options = { fieldManager, dryRun: call.preview };
    let changed: KubernetesObject;
    if (isDefinition(wanted)) {
      const resourceVersion = at(found, ["metadata", "resourceVersion"]);
      changed = await cluster.replace(withMetadata(wanted, { resourceVersion }), options);
      cluster.discovery.forget();
    } else {
      const owned = call.preview ? found : await adoptFields(found, fieldManager, cluster);
      const object = keepIgnored(wanted, owned, ignored, fieldManager);
      changed = await cluster.apply(object, { ...options, force: takesOver(wanted, owned, force, call.preview) });
    }
    if (call.preview) return { ...writeState(changed, { ...news, values: inputs }, fieldManager), id: "" };
    return await settle(changed, { ...news, values: inputs }, fieldManager, cluster, call);
  } catch (error) {
    if (call.preview && isForbidden(error)) return { id: "", state: news.values, secrets: secretsOf(inputs, news) };
    throw explained(error, inputs);
  }
}

/** Waits, and keeps what was made whatever comes of it. */
async function settle(
  object: KubernetesObject,
  inputs: Decoded,
  fieldManager: string,
  cluster: Cluster,
  call: WriteCall,
): Promise<Written> {
  const judge = judgeOf(inputs.values, cluster);
  if (judge === undefined) return writeState(object, inputs, fieldManager);
  const patience = { timeout: timeoutOf(call.timeout, inputs.values), signal: call.signal };
  try {
    return writeState(await awaitReady(object, judge, cluster, patience), inputs, fieldManager);
  } catch (error) {
    const live = error instanceof NotReadyError ? error.live : object;
    throw new InitializationError((error as Error).message, writeState(live, inputs, fieldManager));
  }
}

/** A preview tries what it knows whole, on a server that knows the kind. */
async function canBeTried(inputs: KubernetesObject, cluster: Cluster): Promise<boolean> {
  if (!isKnown(inputs)) return false;
  try {
    return await cluster.discovery.serves(kindOf(inputs));
  } catch (error) {
    if (error instanceof UnreachableError) return false;
    throw error;
  }
}

/** The namespace was a guess while the kind was not known. */
async function inItsPlace(object: KubernetesObject, cluster: Cluster, call: WriteCall): Promise<KubernetesObject> {
  const { namespaced } = await insist(call, () => cluster.discovery.resourceOf(kindOf(object)));
  return namespaced ? object : withMetadata(object, { namespace: undefined });
}

/** Things come in another order than they need each other: a definition or a namespace may be a moment away. */
async function insist<Result>({ preview, signal }: WriteCall, attempt: () => Promise<Result>): Promise<Result> {
  for (let pause = 500; ; pause *= 2) {
    try {
      return await attempt();
    } catch (error) {
      const passes = isNotFound(error) || error instanceof UnknownKindError;
      if (!passes || preview || pause > 8000 || signal.aborted) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
}

/** Source: patchForce in provider/pkg/await/await.go of github.com/pulumi/pulumi-kubernetes. */
function takesOver(inputs: KubernetesObject, live: KubernetesObject, force: boolean, preview: boolean): boolean {
  if (force || annotationOf(inputs, "pulumi.com/patchForce") === "true") return true;
  const managers = listAt(live, ["metadata", "managedFields"]);
  // A preview does not hand the creator's fields over first.
  return managers.length === 0 || (preview && managers.some((entry) => at(entry, ["manager"]) === creator));
}

function isDefinition(object: KubernetesObject): boolean {
  return object["kind"] === "CustomResourceDefinition";
}

function explained(error: unknown, inputs: KubernetesObject): unknown {
  const what = `${kindName(kindOf(inputs))} ${idOf(inputs)}`;
  if (error instanceof UnknownKindError) {
    return new Error(
      `${what}: ${error.message}. Install its CustomResourceDefinition first, or let it depend on what does.`,
    );
  }
  if (isAlreadyExists(error)) {
    return new Error(
      `${(error as Error).message}. Somebody else made it: take it over with pulumi import, give this one another name, or delete it.`,
    );
  }
  if (isConflict(error)) {
    return new Error(
      `${(error as Error).message} Somebody else owns these fields: leave them out, list them in ignoreChanges, or take them ` +
        'over with the annotation pulumi.com/patchForce: "true".',
    );
  }
  return error;
}
