import type { Resource } from "./rule";
import { isMap, type Value } from "./value";

/**
 * Whether a resource belongs to production. Its tag or label `environment` says so, or its name begins with `prod/`; where
 * neither says anything, the stack's name does.
 *
 * @example isProduction({ urn: "urn:pulumi:prod::...", props: {}, ... }) // true
 */
export function isProduction({ urn, props }: Resource): boolean {
  const metadata = isMap(props.metadata) ? props.metadata : {};
  const sources: (Value | undefined)[] = [props.tags, props.tagsAll, metadata.labels];
  const said = sources
    .filter(isMap)
    .flatMap((tags) => Object.entries(tags).filter(([key]) => /^(environment|env|stage)$/i.test(key)))
    .map(([, value]) => value)
    .filter((value) => typeof value === "string");
  const names = [props.name, metadata.name].filter((name) => typeof name === "string");
  if (said.some(meansProduction) || names.some((name) => /^\/?(prod|production)[/-]/i.test(name))) return true;
  return said.length === 0 && meansProduction(urn.split(":")[2] ?? "");
}

/** `prod`, `production`, and the same with a region or a project: `prod-eu`, `payments-prod`. Not `pre-prod` or `nonprod`. */
function meansProduction(environment: string): boolean {
  const words = environment.trim().toLowerCase().split(/[-_.]/);
  const at = words.findIndex((word) => word === "prod" || word === "production");
  return at === 0 || (at > 0 && !["pre", "non", "not", "no"].includes(words[at - 1]!));
}
