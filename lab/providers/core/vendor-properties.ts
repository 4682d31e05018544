import * as fs from "node:fs";
import { createRequire } from "node:module";
import { ProviderError } from "./errors";

const resolve = createRequire(__filename).resolve;

/** What a vendor's package says about the properties of one resource. */
export interface VendorProperties {
  /** The engine's token. */
  type: string;
  /** Every property that a program can give. */
  inputs: string[];
  /** Inputs without which the vendor's constructor throws. */
  required: string[];
  /** Properties that only the provider gives. */
  outputs: string[];
  /** Properties that the vendor marks as secret. */
  secrets: string[];
}

const known = new Map<string, VendorProperties>();

/**
 * Reads the properties of a resource from the vendor's own npm package, so that the lab refuses what the vendor would refuse.
 * The files are generated and every line has the same form; a package in another form is refused.
 *
 * @param module A module that holds one resource.
 * @example vendorProperties("@pulumi/aws/iam/role").required // ["assumeRolePolicy"]
 * @throws ProviderError where the module holds no resource in the form that is known.
 */
export function vendorProperties(module: string): VendorProperties {
  const found = known.get(module) ?? read(module);
  known.set(module, found);
  return found;
}

function read(module: string): VendorProperties {
  const source = fs.readFileSync(resolve(module), "utf8");
  const type = /static __pulumiType = '([^']+)'/.exec(source)?.[1];
  // Behind this line stands what a program gives; before it, what a look-up by id gives.
  const constructor = source.slice(source.indexOf("const args = argsOrState;"));
  const assigned = [...constructor.matchAll(/resourceInputs\["(\w+)"\] = (.*);/g)];
  const outputs = assigned.filter(([, , value]) => value === "undefined /*out*/").map(([, name]) => name!);
  const inputs = assigned.map(([, name]) => name!).filter((name) => !outputs.includes(name));
  if (type === undefined || !source.includes("const args = argsOrState;") || inputs.length === 0) {
    throw new ProviderError(
      `${module} does not have the form that lab/providers/core/vendor-properties.ts reads: teach it this version of the package`,
    );
  }
  const secretOutputs = /additionalSecretOutputs: \[([^\]]*)\]/.exec(constructor)?.[1] ?? "";
  return {
    type,
    inputs,
    outputs,
    required: [...constructor.matchAll(/Missing required property '(\w+)'/g)].map(([, name]) => name!),
    secrets: [...secretOutputs.matchAll(/"(\w+)"/g)].map(([, name]) => name!),
  };
}

/** The version of a vendor's package, which its programs ask the engine for. */
export function vendorVersion(packageName: string): string {
  const { version } = JSON.parse(fs.readFileSync(resolve(`${packageName}/package.json`), "utf8")) as {
    version: string;
  };
  return version;
}
