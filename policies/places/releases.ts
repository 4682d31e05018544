import type { KeyPath } from "../engine/leaves";
import type { Resource } from "../engine/rule";
import { isMap } from "../engine/value";
import { namingKeys, variableName } from "./fixes";
import { placeLeaves, type Place, type PlaceLeaf } from "./place";

/** The values of Helm releases and charts. Pulumi hands the objects of a Release to no policy, so its values are all there is. */
export const releases: Place = {
  types: ["kubernetes:helm.sh/*:Release", "kubernetes:helm.sh/*:Chart"],
  leaves: function* ({ props }: Resource): Generator<PlaceLeaf> {
    const common = { reading: "helm-values", fix } as const;
    yield* placeLeaves(props.values, ["values"], common);
    // A Chart reads its values from text assets too; the files of a Release are assets.
    for (const field of ["valueYamlFiles", "valuesYamlFiles"]) yield* placeLeaves(props[field], [field], common);
    if (!isMap(props.repositoryOpts)) return;
    yield* placeLeaves(props.repositoryOpts.password, ["repositoryOpts", "password"], {
      ...common,
      fix: () => 'take it from config: config.requireSecret("repositoryPassword").',
    });
  },
};

function fix(keyPath: KeyPath, inner: KeyPath): string {
  const declare = `declare ${variableName(namingKeys(keyPath, inner))} in a group of services/<service>.ts`;
  return `${declare}, and let the chart read the Secret by name (often existingSecret).`;
}
