import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, isNotFound, UnknownKindError, UnreachableError } from "./api-error";
import { type Cluster, type Propagation, type Reference, referenceOf } from "./cluster";
import { annotationOf, idOf, kindName, kindOf, type KubernetesObject } from "./object";
import { builtInReadiness } from "./readiness";
import { at, listAt } from "./values";
import { describeStatus, type Judge, requestedReadiness } from "./wait-for";

/** How long the vendor's provider waits where nobody says otherwise, in seconds. */
const defaultTimeout = 600;
const shortest = 200;
const longest = 2000;

/** How long something may take. */
export interface Patience {
  /** Seconds. */
  timeout: number;
  /** Aborts when the engine is told to stop. */
  signal: AbortSignal;
}

/** An object exists, but is not what was waited for. */
export class NotReadyError extends Error {
  override readonly name = "Error";

  /** @param live The object as it was seen last. */
  constructor(
    message: string,
    readonly live: KubernetesObject,
  ) {
    super(message);
  }
}

/**
 * The seconds that an object is given: `customTimeouts` of the program, else its annotation `pulumi.com/timeoutSeconds`, else
 * ten minutes.
 *
 * @param custom What the engine passes; 0 where the program says nothing.
 */
export function timeoutOf(custom: number, object: KubernetesObject): number {
  const annotated = Number(annotationOf(object, "pulumi.com/timeoutSeconds"));
  if (custom > 0) return custom;
  return annotated > 0 ? annotated : defaultTimeout;
}

/** How an object's readiness is judged; nothing where it is ready as soon as it exists. */
export function judgeOf(inputs: KubernetesObject, cluster: Cluster): Judge | undefined {
  if (annotationOf(inputs, "pulumi.com/skipAwait") === "true") return undefined;
  return requestedReadiness(inputs) ?? builtInReadiness(inputs, cluster);
}

/**
 * Waits until an object is ready.
 *
 * @param live The object as it was written.
 * @returns The object as it is then.
 * @throws NotReadyError that says which of its conditions was missing.
 */
export async function awaitReady(
  live: KubernetesObject,
  judge: Judge,
  cluster: Cluster,
  patience: Patience,
): Promise<KubernetesObject> {
  const name = `${kindName(kindOf(live))} ${idOf(live)}`;
  const uid = at(live, ["metadata", "uid"]);
  let seen = live;
  let message = "";
  for await (const _ of ticks(patience)) {
    const found = await tolerant(() => cluster.find(referenceOf(live)));
    if (found === "unreachable") {
      message = "the API server does not answer";
      continue;
    }
    if (found === undefined || at(found, ["metadata", "uid"]) !== uid) {
      throw new NotReadyError(`${name} was deleted by somebody else while it was waited for`, seen);
    }
    seen = found;
    const verdict = await tolerant(async () => judge(found));
    if (verdict === "unreachable") continue;
    if (verdict.ready) return seen;
    ({ message } = verdict);
  }
  throw new NotReadyError(
    `${name} ${ended(patience, "was not ready")}: ${message || describeStatus(seen)}. ` +
      "Look at it with kubectl describe; give it longer with customTimeouts, or set pulumi.com/skipAwait.",
    seen,
  );
}

/**
 * Deletes an object and waits until it is gone. One that is gone already is no error.
 *
 * @throws NotReadyError that names the finalizers that keep it.
 */
export async function deleteAndWait(
  reference: Reference,
  inputs: KubernetesObject,
  cluster: Cluster,
  patience: Patience,
): Promise<void> {
  try {
    const before = await cluster.find(reference);
    if (before === undefined) return;
    await cluster.delete(reference, propagationOf(inputs));
    if (annotationOf(inputs, "pulumi.com/skipAwait") === "true" && mayVanishLater(inputs)) return;
    await awaitGone(before, reference, cluster, patience);
  } catch (error) {
    // Its definition is gone, and with it the object.
    if (isNotFound(error) || error instanceof UnknownKindError) return;
    throw error;
  }
}

async function awaitGone(
  before: KubernetesObject,
  reference: Reference,
  cluster: Cluster,
  patience: Patience,
): Promise<void> {
  let seen = before;
  for await (const _ of ticks(patience)) {
    const found = await tolerant(() => cluster.find(reference));
    if (found === "unreachable") continue;
    // Somebody, such as a controller, may have made another one of the same name.
    if (found === undefined || at(found, ["metadata", "uid"]) !== at(before, ["metadata", "uid"])) return;
    seen = found;
  }
  const finalizers = listAt(seen, ["metadata", "finalizers"]).map(String);
  const namespaceFinalizers = listAt(seen, ["spec", "finalizers"]).map(String);
  const kept = [...finalizers, ...(reference.kind.kind === "Namespace" ? namespaceFinalizers : [])];
  throw new NotReadyError(
    `${kindName(reference.kind)} ${idOf(seen)} ${ended(patience, "was not gone")}: ` +
      `${kept.length > 0 ? `its finalizers are ${kept.join(", ")}` : "it has no finalizer"}; ${describeStatus(seen)}.`,
    seen,
  );
}

/** Source: DeletionPropagation in provider/pkg/metadata/overrides.go of github.com/pulumi/pulumi-kubernetes. */
export function propagationOf(inputs: KubernetesObject): Propagation {
  switch (annotationOf(inputs, "pulumi.com/deletionPropagationPolicy")?.toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}

/** Source: allowsSkipAwaitWithDelete, same file. */
function mayVanishLater(inputs: KubernetesObject): boolean {
  const kinds = ["Namespace", "Pod", "ReplicationController", "DaemonSet", "Deployment", "StatefulSet", "Job"];
  return kinds.some((kind) => kind === inputs["kind"]);
}

/** Ticks, slower and slower, until the time is over: at least once. */
async function* ticks({ timeout, signal }: Patience): AsyncGenerator<void> {
  const end = Date.now() + timeout * 1000;
  for (let pause = shortest; ; pause = Math.min(pause * 1.5, longest)) {
    yield;
    const left = end - Date.now();
    if (left <= 0 || signal.aborted) return;
    try {
      await sleep(Math.min(pause, left), undefined, { signal });
    } catch {
      return;
    }
  }
}

/** A short absence of the API server is no end to waiting. */
async function tolerant<Result>(ask: () => Promise<Result>): Promise<Result | "unreachable"> {
  try {
    return await ask();
  } catch (error) {
    const passes = error instanceof UnreachableError || (error instanceof ApiError && error.code >= 500);
    if (passes || (error instanceof ApiError && error.code === 429)) return "unreachable";
    throw error;
  }
}

function ended({ timeout, signal }: Patience, what: string): string {
  return signal.aborted ? `${what} when the engine was stopped` : `${what} within ${timeout} s`;
}
