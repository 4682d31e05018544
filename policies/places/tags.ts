import type { Resource } from "../engine/rule";
import { isMap } from "../engine/value";
import { objectTexts } from "./objects";
import { placeLeaves, type Place, type PlaceLeaf } from "./place";

/** Tags of AWS resources and labels of Kubernetes objects. Everyone who may list resources reads them. */
export const tags: Place = {
  types: ["aws:*", "kubernetes:*", "pulumi:providers:aws"],
  leaves: function* ({ type, props }: Resource): Generator<PlaceLeaf> {
    const common = { reading: "tag", fix: () => fix } as const;
    if (type.startsWith("kubernetes:")) {
      const metadata = isMap(props.metadata) ? props.metadata : {};
      yield* placeLeaves(metadata.labels, ["metadata", "labels"], common);
      // Labels of pods stand in a template. The items of a list are objects too.
      for (const text of objectTexts({ type, props })) {
        if (text.reading === "tag" && text.keyPath[0] !== "metadata") yield { ...text, fix: () => fix };
      }
      return;
    }
    // A provider gets its own settings as JSON.
    yield* placeLeaves(props.defaultTags, ["defaultTags"], common);
    yield* placeLeaves(props.tags, ["tags"], common);
  },
};

const fix = "remove it: everyone who may list resources reads their tags and labels.";
