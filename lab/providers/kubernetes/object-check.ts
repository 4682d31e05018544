import { ProviderError } from "../core/errors";
import { type Decoded, isKnown, type Properties } from "../core/values";
import { UnreachableError } from "./api-error";
import type { Cluster } from "./cluster";
import type { Checked } from "./handler";
import { nameObject, type NameSource, refuseGenerateName } from "./naming";
import { apiVersionOf, type Kind, kindOf, kindOfType, metadataOf, namespaceOf, withMetadata } from "./object";
import { requestedReadiness } from "./wait-for";
import { asKubernetes, asPulumi, objectAt, secretsOf, withoutNulls } from "./values";

/**
 * Completes the inputs of an object as the vendor's provider does: its name, and the namespace where it has none.
 *
 * @param namespace The provider's default namespace.
 * @throws ProviderError for what the lab does not carry out.
 */
export async function checkObject(
  news: Decoded,
  olds: Decoded | undefined,
  type: string,
  name: NameSource,
  { cluster, namespace }: { cluster: Cluster; namespace: string },
): Promise<Checked> {
  const kind = kindOfType(type);
  if (kind === undefined)
    throw new ProviderError(`${type} is no kind of Kubernetes: write kubernetes:GROUP/VERSION:KIND.`);
  refuseKind(kind);
  const given: Properties = {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    ...objectAt(withoutNulls(news.values), []),
  };
  const old = olds && Object.keys(olds.values).length > 0 ? asKubernetes(olds.values) : undefined;
  const named = nameObject(asKubernetes(given), old, name);
  refuseGenerateName(named);
  if (isKnown(metadataOf(named)["annotations"])) requestedReadiness(named);

  if (kind.kind === "CustomResourceDefinition" && isKnown(named)) cluster.discovery.announce(named);
  const placed = await withDefaultNamespace(named, cluster, namespace);
  return { inputs: asPulumi(placed), secrets: secretsOf(placed, news), problems: [] };
}

async function withDefaultNamespace(object: Properties, cluster: Cluster, namespace: string): Promise<Properties> {
  const metadata = object["metadata"] ?? {};
  if (namespaceOf(object) !== undefined || !isKnown(objectAt(metadata, [])["namespace"])) return object;
  try {
    return (await cluster.discovery.isNamespaced(kindOf(object))) ? withMetadata(object, { namespace }) : object;
  } catch (error) {
    // Settled before it is written: a preview has to work without the cluster.
    if (error instanceof UnreachableError) return object;
    throw error;
  }
}

function refuseKind({ group, kind }: Kind): void {
  if (group === "" || group.endsWith(".k8s.io") || !group.includes(".")) {
    if (kind.endsWith("Patch")) {
      throw new ProviderError(
        `The lab does not carry out ${kind}, which changes an object that others made. Declare the object itself, or leave it out.`,
      );
    }
    if (kind.endsWith("List")) {
      throw new ProviderError(`${kind} is no object by itself: declare what is in it, or use yaml/v2:ConfigGroup.`);
    }
  }
}
