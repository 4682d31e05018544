import type { ProviderDefinition } from "../core/resource-type";
import { vendorVersion } from "../core/vendor-properties";
import { randomTypes } from "./types";

/** Stands in for the vendor's random provider: values from the system's generator, kept in the state. */
export const randomProvider: ProviderDefinition<undefined> = {
  name: "random",
  version: vendorVersion("@pulumi/random"),
  types: randomTypes.map(({ type }) => type),
  resource: (token) => randomTypes.find(({ type }) => type === token),
  configure: () => Promise.resolve(undefined),
};
