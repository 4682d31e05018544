import {
  makeInformer,
  type Informer,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  type ObjectCache,
} from "@kubernetes/client-node";

/** Wait before a broken watch is opened again, in milliseconds: long enough for an API server that restarts. */
const pause = 1000;

/** All objects of a kind, kept up to date. */
export interface Watched<T extends KubernetesObject> extends ObjectCache<T> {
  stop(): Promise<void>;
}

/**
 * Watches all objects of a kind, for as long as the process lives: a watch that breaks is opened again.
 *
 * @param config Whom to ask, and as whom.
 * @param path Path of the kind's list, e.g. `"/api/v1/secrets"`.
 * @param list Lists the kind.
 * @param report Takes one line about a watch that broke. It holds no object's content.
 * @param prepare Adds listeners before the first object arrives.
 * @returns When the objects that exist have arrived. When the API server does not answer, that waits for it.
 * @example await keepWatching(config, "/api/v1/pods", () => core.listPodForAllNamespaces(), log, (pods) => pods.on("add", see));
 */
export async function keepWatching<T extends KubernetesObject>(
  config: KubeConfig,
  path: string,
  list: () => Promise<KubernetesListObject<T>>,
  report: (line: string) => void,
  prepare: (informer: Informer<T>) => void = () => undefined,
): Promise<Watched<T>> {
  const informer = makeInformer(config, path, list);
  let stopped = false;
  let broken = false;
  prepare(informer);
  await new Promise<void>((resolve) => {
    const again = (error: unknown): void => {
      if (stopped) return;
      broken = true;
      report(`${path}: the watch broke (${briefly(error)}), and is opened again`);
      setTimeout(begin, pause);
    };
    const begin = (): void => {
      if (stopped) return;
      broken = false;
      // A failed list is told to the listener, and start() succeeds all the same.
      informer.start().then(() => {
        if (!broken) resolve();
      }, again);
    };
    informer.on("error", again);
    begin();
  });
  return {
    get: (name, namespace) => informer.get(name, namespace),
    list: (namespace) => informer.list(namespace),
    stop: () => {
      stopped = true;
      return informer.stop();
    },
  };
}

/** What went wrong, without the answer's body: it may quote an object. */
export function briefly(error: unknown): string {
  if (typeof error !== "object" || error === null) return "no reason given";
  const { code, statusCode, name } = error as Record<string, unknown>;
  const reason = [code, statusCode, name].find((value) => typeof value === "string" || typeof value === "number");
  return reason === undefined ? "no reason given" : `${reason}`;
}
