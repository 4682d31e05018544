import type { KeyPath } from "../engine/leaves";
import type { Resource } from "../engine/rule";
import { isList, isMap, type Value, type ValueMap } from "../engine/value";
import { commandLine } from "./command-line";
import { namingKeys, serviceFile, variableName } from "./fixes";
import { nameOf, type PlaceLeaf } from "./place";

/**
 * Kinds whose values other rules judge; ciphertext; schemas, which describe values and hold none; and admission policies, whose
 * expressions name the words that they look for.
 */
const otherKinds =
  /^(ConfigMap|Secret|Release|Chart|CustomResourceDefinition|SealedSecret|(Validat|Mutat)ingAdmissionPolicy)(Patch|List)?$/;

/** A text of a Kubernetes object. */
export interface ObjectText extends PlaceLeaf {
  /** Of the object, for example `"Deployment"`, for a DeploymentPatch too. */
  kind: string;
}

/**
 * Every text of a resource's Kubernetes objects, with how it is to be read: variables, command lines and annotations stand
 * under the same names in every kind, those of custom resources included.
 */
export function* objectTexts({ type, props }: Pick<Resource, "type" | "props">): Generator<ObjectText> {
  yield* objectOf(type.slice(type.lastIndexOf(":") + 1), [], props);
}

function* objectOf(kind: string, at: KeyPath, body: ValueMap): Generator<ObjectText> {
  if (otherKinds.test(kind)) return;
  if (!kind.endsWith("List") || !isList(body.items)) {
    const walk = new Walk(serviceFile(body.metadata));
    for (const leaf of walk.visit(body, at, at)) yield { ...leaf, kind: kind.replace(/Patch$/, "") };
    return;
  }
  for (const [index, item] of body.items.entries()) {
    if (!isMap(item)) continue;
    // The items of a DeploymentList need not say what they are.
    const own = typeof item.kind === "string" ? item.kind : kind.slice(0, -"List".length);
    yield* objectOf(own, [...at, "items", index], item);
  }
}

/** Lists of a name and a value: variables, parameters, headers. */
const variableLists = new Set(["env", "envs", "environment", "extraEnv", "envVars"]);
const commandLists = new Set(["args", "command", "commands", "entrypoint", "cmd"]);
/** What Kubernetes itself fills in. */
const noTexts = new Set(["apiVersion", "kind", "status", "managedFields"]);

/** One object. */
class Walk {
  constructor(private readonly service: string) {}

  /**
   * @param shown The path as it is printed: items of a list go by their name where they have one.
   * @param at The path in the properties.
   */
  *visit(value: Value | undefined, shown: KeyPath, at: KeyPath): Generator<PlaceLeaf> {
    if (value === undefined || value === null || typeof value === "boolean") return;
    if (isList(value)) yield* this.list(value, shown, at);
    else if (isMap(value)) yield* this.map(value, shown, at);
    else yield this.leaf(value, shown, at);
  }

  private *map(map: ValueMap, shown: KeyPath, at: KeyPath): Generator<PlaceLeaf> {
    const { kind } = map;
    const isEmbedded = typeof kind === "string" && typeof map.apiVersion === "string" && shown.length > 0;
    if (isEmbedded && kind === "ConfigMap") yield* this.configMap(map, shown, at);
    else if (!(isEmbedded && kind !== "Secret" && otherKinds.test(kind))) {
      for (const key of Object.keys(map)) {
        if (!noTexts.has(key)) yield* this.visit(map[key], [...shown, key], [...at, key]);
      }
    }
  }

  /** An object inside another, such as the manifest that a ClusterResourceSet or a ManifestWork applies. */
  private *configMap(map: ValueMap, shown: KeyPath, at: KeyPath): Generator<PlaceLeaf> {
    for (const field of ["data", "binaryData", "metadata"]) {
      for (const leaf of this.visit(map[field], [...shown, field], [...at, field])) {
        yield { ...leaf, isBase64: field === "binaryData", ...(field === "data" && { reading: "config-map" }) };
      }
    }
  }

  private *list(list: readonly Value[], shown: KeyPath, at: KeyPath): Generator<PlaceLeaf> {
    const field = String(shown.at(-1));
    if (commandLists.has(field) && list.every((item) => !isMap(item) && !isList(item))) {
      yield* commandLine(list, shown, (keyPath, inner) => this.fix("arguments", keyPath, inner));
      return;
    }
    for (const [index, item] of list.entries()) {
      const itemAt = [...at, index];
      const name = nameOf(item);
      if (name === undefined || !isMap(item)) yield* this.visit(item, [...shown, index], itemAt);
      else {
        const { value, ...rest } = item;
        yield* this.visit(value, [...shown, name], [...itemAt, "value"]);
        yield* this.visit(rest, [...shown, index], itemAt);
      }
    }
  }

  private leaf(value: PlaceLeaf["value"], shown: KeyPath, at: KeyPath): PlaceLeaf {
    const reading = readingOf(shown);
    return { keyPath: shown, at, value, reading, fix: (inner) => this.fix(reading, shown, inner) };
  }

  private fix(reading: PlaceLeaf["reading"], shown: KeyPath, inner: KeyPath): string {
    const keys = namingKeys(shown, inner);
    const name = variableName(reading === "annotation" ? keys.slice(-1) : keys);
    const declare = `declare ${name} in a group of ${this.service}`;
    switch (reading) {
      case "environment":
        return `${declare}, and read it with valueFrom.secretKeyRef.`;
      case "arguments":
        return `${declare}, read it into a variable with secretKeyRef, and write $(NAME) in its place.`;
      case "annotation":
        return `${declare}, read it with secretKeyRef, and remove the annotation.`;
      default:
        return `${declare}, and refer to its Secret by name.`;
    }
  }
}

function readingOf(shown: KeyPath): PlaceLeaf["reading"] {
  const parent = String(shown.at(-2));
  if (parent === "annotations") return "annotation";
  if (parent === "labels" && shown.at(-3) === "metadata") return "tag";
  if (variableLists.has(parent)) return "environment";
  if (shown.includes("httpHeaders")) return "arguments";
  return commandLists.has(String(shown.at(-1))) ? "arguments" : "manifest";
}
