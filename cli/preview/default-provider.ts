import type { RecordedResource } from "./resources";
import { bareResource } from "./resources";

/** Types that no provider makes. */
const withoutProvider = new Set(["pulumi", "pulumi-nodejs"]);

/**
 * The provider that the engine makes by itself for a resource whose program chose none: one per package and version,
 * configured by the stack's own keys of that package. Source: `newRegisterDefaultProviderEvent` of the Pulumi engine.
 *
 * @param type The resource's type, e.g. `"aws:secretsmanager/secret:Secret"`.
 * @param version The package's version, e.g. `"7.48.0"`; may be empty.
 * @param config `package:key` to the value.
 */
export function makeDefaultProvider(
  place: { stack: string; project: string },
  type: string,
  version: string,
  config: Record<string, string>,
): RecordedResource | undefined {
  const [packageName = ""] = type.split(":");
  if (withoutProvider.has(packageName)) return undefined;
  const providerType = `pulumi:providers:${packageName}`;
  const name = version === "" ? "default" : `default_${version.replaceAll(/[.+-]/g, "_")}`;
  const own = Object.entries(config)
    .filter(([key]) => key.startsWith(`${packageName}:`))
    .map(([key, value]) => [key.slice(packageName.length + 1), value] as const);
  const inputs = { ...Object.fromEntries(own), ...(version !== "" && { version }) };
  return bareResource(place, providerType, name, inputs);
}

/** Whether a resource is a provider that the program did not ask for: unlike every other it has no parent. */
export function isDefaultProvider({ type, parent }: RecordedResource): boolean {
  return parent === "" && type.startsWith("pulumi:providers:");
}
