import type { Resource } from "../engine/rule";
import { placeLeaves, type Place, type PlaceLeaf } from "./place";

/**
 * The outputs of the stack. CrossGuard hands them over after a preview or update, in plain text: a policy is not told which of
 * them are marked as secret, so what is found here is advice.
 */
export const outputs: Place = {
  types: ["pulumi:pulumi:Stack"],
  leaves: function* ({ props }: Resource): Generator<PlaceLeaf> {
    yield* placeLeaves(props, [], { reading: "output", fix: (keyPath) => fix(String(keyPath[0])) });
  },
};

function fix(name: string): string {
  const shown = /^[A-Za-z_$][\w$]{0,99}$/.test(name) ? name : "it";
  return (
    `remove the output, and let whoever needs ${shown} read it from Secrets Manager.\n` +
    "If it has to stay, wrap it in pulumi.secret(...), and exempt it: a policy is not told of the mark."
  );
}
