import type { Resource } from "../engine/rule";
import { unknown } from "../engine/value";
import type { Place, PlaceLeaf } from "./place";

/** Parameters that Parameter Store does not encrypt. What is not known to be encrypted is not. */
export const parameters: Place = {
  types: ["aws:ssm/parameter:Parameter"],
  leaves: function* ({ props }: Resource): Generator<PlaceLeaf> {
    if (props.type === "SecureString") return;
    for (const field of ["value", "insecureValue"]) {
      const value = props[field];
      if (typeof value !== "string" && value !== unknown) continue;
      yield { keyPath: [field], value, reading: "parameter", fix: () => "store it in Secrets Manager." };
    }
  },
};
