import { ProviderError } from "../core/errors";
import type { Found, Problem, ResourceType } from "../core/resource-type";
import { vendorProperties } from "../core/vendor-properties";
import type { Properties } from "../core/values";

/** What one type of random value adds to what all of them share. */
export interface RandomType {
  /** Module of the vendor's package, such as `"@pulumi/random/randomPassword"`. */
  module: string;
  defaults?: Properties;
  normalize?(inputs: Properties): Properties;
  check?(inputs: Properties): Problem[];
  /** Draws the value. */
  draw: (inputs: Properties) => Found;
}

/** A random value is drawn once and lives in the state alone: whatever changes draws another. */
export function randomType({ module, draw, ...rest }: RandomType): ResourceType<undefined> {
  const properties = vendorProperties(module);
  return {
    ...rest,
    type: properties.type,
    properties,
    replaceOn: properties.inputs,
    create: (inputs) => {
      const { id, state } = draw(inputs);
      return Promise.resolve({ id, state: { ...inputs, ...state } });
    },
    read: (id, state) => {
      if (Object.keys(state).length > 0) return Promise.resolve({ id, state });
      throw new ProviderError(`the lab imports no random values: let the program make a new one`);
    },
    update: () => {
      throw new ProviderError("a random value does not change; it is drawn anew");
    },
    delete: () => Promise.resolve(),
  };
}
