import type { Decoded } from "../core/values";
import { UnreachableError } from "./api-error";
import type { Cluster } from "./cluster";
import { changesBetween, isIgnored, normalize, prune } from "./difference";
import type { Difference } from "./handler";
import { type Mutability, needsReplacement } from "./immutable";
import { isAutonamed } from "./naming";
import { kindOf, type KubernetesObject, nameOf, namespaceOf, withMetadata } from "./object";
import { readState } from "./state";
import { asKubernetes } from "./values";

/**
 * What an update would change: the new inputs against the object as it was seen last, without what others added to it.
 *
 * Source: Diff in provider/pkg/provider/provider.go of github.com/pulumi/pulumi-kubernetes.
 */
export async function diffObject(
  olds: Decoded,
  news: Decoded,
  ignored: string[],
  { cluster, mutability }: { cluster: Cluster; mutability: Mutability },
): Promise<Difference> {
  const { live, inputs } = readState(olds);
  const wanted = asKubernetes(news.values);
  const kind = kindOf(wanted);
  const namespaced = await isNamespaced(wanted, cluster);
  const place = (object: KubernetesObject) =>
    withMetadata(object, { namespace: namespaced ? (namespaceOf(object) ?? "default") : undefined });

  const before = place(withMetadata(prune(live, normalize(inputs)), { name: nameOf(live) }));
  const after = place(normalize(wanted));
  const changes = changesBetween(kind, before, after)
    .filter(({ path }) => !isIgnored(path, ignored))
    .map((change) => ({ ...change, replace: needsReplacement(kind, after, change.path, mutability) }));

  // A name that was made up can be made up again: the new object stands beside the old one for a while.
  const sameName =
    nameOf(after) === nameOf(live) && namespaceOf(after) === (namespaced ? namespaceOf(live) : undefined);
  const deleteFirst = changes.some(({ replace }) => replace) && sameName && !isAutonamed(wanted);
  return { changes, replaces: [], deleteFirst };
}

async function isNamespaced(object: KubernetesObject, cluster: Cluster): Promise<boolean> {
  try {
    return await cluster.discovery.isNamespaced(kindOf(object));
  } catch (error) {
    if (error instanceof UnreachableError) return namespaceOf(object) !== undefined;
    throw error;
  }
}
