import { formatKeyPath } from "../engine/key-path";
import type { KeyPath } from "../engine/leaves";
import type { Resource } from "../engine/rule";
import { isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { anyListType, manifestsOf, mapAt, typesOf } from "./manifests";

const kinds = ["ClusterSecretStore", "SecretStore"];
const versions = ["v1", "v1beta1", "v1alpha1"];

/** Every type of resource that is a store of External Secrets Operator, lists included. */
export const secretStoreTypes: readonly string[] = [
  ...typesOf(Object.fromEntries(versions.map((version) => [`external-secrets.io/${version}`, kinds]))),
  anyListType,
];

/** A store, and where its spec stands. */
export interface DeclaredStore {
  kind: string;
  /** Name of the store where it is known, else of the resource. */
  name: string;
  /** A patch shows a part of the store: what is missing may stand in the rest. */
  isPatch: boolean;
  at: KeyPath;
  /** Undefined while it is not known. */
  spec: ValueMap | undefined;
}

/** The stores that a resource stands for: itself, or those of a list. */
export function* secretStoresOf(resource: Resource): Generator<DeclaredStore> {
  for (const { kind, at, body } of manifestsOf(resource)) {
    if (!kinds.includes(kind)) continue;
    const { name } = mapAt(body, "metadata");
    yield {
      kind,
      name: typeof name === "string" && name !== "" ? name : resource.name,
      isPatch: resource.type.endsWith("Patch"),
      at: [...at, "spec"],
      spec: body.spec === unknown ? undefined : mapAt(body, "spec"),
    };
  }
}

/** How many namespaces a condition lets in. `none` where it names none, or nobody can tell yet. */
export type Openness = "all" | "all but some" | "some" | "none";

/**
 * Which namespaces the conditions of a ClusterSecretStore let in. One that fits is enough; a selector without terms fits
 * everything; a condition that names nothing fits nothing.
 *
 * Source: `shouldProcess...` in pkg/controllers/secretstore/client_manager.go of external-secrets.
 */
export function opennessOf(conditions: readonly Value[]): { openness: Openness; at: KeyPath }[] {
  return conditions.flatMap((condition, index) => {
    if (!isMap(condition)) return [];
    const found: { openness: Openness; at: KeyPath }[] = [];
    const add = (openness: Openness, ...at: KeyPath) => found.push({ openness, at: [index, ...at] });
    const { namespaces, namespaceSelector, namespaceRegexes } = condition;
    if (namespaces === unknown || namespaceSelector === unknown || namespaceRegexes === unknown) add("some");
    if (isList(namespaces) && namespaces.length > 0) add("some", "namespaces");
    if (isMap(namespaceSelector)) add(opennessOfSelector(namespaceSelector), "namespaceSelector");
    if (isList(namespaceRegexes)) {
      for (const [at, expression] of namespaceRegexes.entries()) {
        add(fitsEveryName(expression) ? "all" : "some", "namespaceRegexes", at);
      }
    }
    if (found.length === 0) add("none");
    return found;
  });
}

/** Every namespace carries this label: its own name. */
const nameLabel = "kubernetes.io/metadata.name";

function opennessOfSelector({ matchLabels, matchExpressions }: ValueMap): Openness {
  if (matchLabels === unknown || matchExpressions === unknown) return "some";
  const hasLabels = isMap(matchLabels) && Object.keys(matchLabels).length > 0;
  const terms = (isList(matchExpressions) ? matchExpressions : []).map((term) =>
    isMap(term) ? opennessOfTerm(term) : "some",
  );
  if (hasLabels || terms.includes("some")) return "some";
  return terms.includes("all but some") ? "all but some" : "all";
}

function opennessOfTerm({ key, operator }: ValueMap): Openness {
  if (operator === "Exists") return key === nameLabel ? "all" : "some";
  return operator === "NotIn" || operator === "DoesNotExist" ? "all but some" : "some";
}

/** Names that only an expression for every name fits. Short, so that no expression takes long. */
const names = ["q7zk4x", "default", "a", "w9v-0-hj", "zz"];

/** The operator searches within the name, so an expression without anchors fits more than it says. */
function fitsEveryName(expression: Value): boolean {
  if (typeof expression !== "string" || expression.length > 100) return false;
  try {
    const compiled = new RegExp(expression.replace(/^\(\?i\)/, ""), "i");
    return names.every((name) => compiled.test(name));
  } catch {
    return false;
  }
}

/** A field of a store that names a credential which lasts. */
export interface StaticCredential {
  keyPath: string;
  /** To be read after "signs in with". Said of one thing, except for AWS's keys. */
  what: string;
  isAws: boolean;
}

/**
 * Where each provider takes a credential that lasts, although it can do without: the keys below `spec.provider`. Providers
 * that know nothing but a token are left out, because there is nothing better to say.
 *
 * Source: https://external-secrets.io/latest/api/spec/
 */
const staticFields: readonly [path: readonly string[], what: string][] = [
  [["aws", "auth", "secretRef"], "static AWS keys"],
  [["azurekv", "authSecretRef", "clientSecret"], "a client secret"],
  [["gcpsm", "auth", "secretRef"], "a service account key"],
  [["vault", "auth", "tokenSecretRef"], "a token"],
  [["vault", "auth", "appRole"], "an AppRole"],
  [["vault", "auth", "userPass"], "a password"],
  [["vault", "auth", "ldap"], "a password"],
  [["vault", "auth", "iam", "secretRef"], "static AWS keys"],
  [["vault", "auth", "gcp", "secretRef"], "a service account key"],
  [["conjur", "auth", "apikey"], "an API key"],
  [["ibm", "auth", "secretRef"], "an API key"],
  [["kubernetes", "auth", "token"], "a token"],
  [["kubernetes", "auth", "cert"], "a client key"],
];

/** The credentials of a store that last. */
export function staticCredentialsOf({ spec = {}, at }: DeclaredStore): StaticCredential[] {
  const provider = mapAt(spec, "provider");
  return staticFields.flatMap(([path, what]) => {
    const value = mapAt(provider, ...path.slice(0, -1))[path.at(-1)!];
    if (!isMap(value) && value !== unknown) return [];
    return [{ keyPath: formatKeyPath([...at, "provider", ...path]), what, isAws: what === "static AWS keys" }];
  });
}
