import { ProviderError } from "../core/errors";
import { isKnown, type Properties } from "../core/values";
import { Cluster } from "./cluster";
import { componentTypes } from "./components";
import { configurationProblems, readConfiguration } from "./configuration";
import { Connection, loadKubeConfig } from "./connection";
import type { ResourceHandler } from "./handler";
import { Helm } from "./helm";
import { kindOfType } from "./object";
import { objectHandler } from "./objects";
import { releaseHandler } from "./release";

/** A provider that was configured. */
export interface Provider {
  cluster: Cluster;
  helm: Helm;
  /** For objects that name none. */
  namespace: string;
  /** @throws ProviderError for a type that the lab does not carry out. */
  handlerOf: (type: string) => ResourceHandler;
}

/**
 * Opens what the resources need. The cluster is not asked yet: a preview works without it.
 *
 * @throws ProviderError for a configuration that the lab does not carry out.
 */
export function openProvider(configuration: Properties): Provider {
  const problems = configurationProblems(configuration);
  if (problems.length > 0) throw new ProviderError(problems.map(({ reason }) => reason).join("; "));
  if (!isKnown(configuration)) return unopened();
  const { connection, namespace, mutability, force } = readConfiguration(configuration);
  const config = loadKubeConfig(connection);
  const cluster = new Cluster(new Connection(config));
  const chosen = namespace ?? config.getContextObject(config.getCurrentContext())?.namespace ?? "default";
  const objects = objectHandler({ cluster, namespace: chosen, mutability, force });
  const helm = new Helm(config);
  const releases = releaseHandler({ helm, namespace: chosen });
  return { cluster, helm, namespace: chosen, handlerOf: (type) => choose(type, objects, releases) };
}

function choose(type: string, objects: ResourceHandler, releases: ResourceHandler): ResourceHandler {
  if (type === "kubernetes:helm.sh/v3:Release") return releases;
  if (kindOfType(type) === undefined || /^kubernetes:(helm\.sh|yaml|kustomize)\//.test(type)) throw unknownType(type);
  return objects;
}

function unknownType(type: string): ProviderError {
  return new ProviderError(
    `the lab does not carry out ${type}: it carries out every kind of the API server, helm.sh/v3:Release, ` +
      `${componentTypes.join(", ")}. Leave the resource out in the lab, or add it to lab/providers/kubernetes.`,
  );
}

/** What a preview gets while the kubeconfig comes from a resource that is yet to be made. */
function unopened(): Provider {
  const refuse = (): never => {
    throw new ProviderError("the kubeconfig is not known yet: deploy what it comes from first");
  };
  return {
    get cluster() {
      return refuse();
    },
    get helm() {
      return refuse();
    },
    namespace: "default",
    handlerOf: refuse,
  };
}
