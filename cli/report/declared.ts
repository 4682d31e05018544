import { forPolicies, isMapping, unknownText, type Wire, type WireProperties } from "../preview/properties";
import type { RecordedResource } from "../preview/resources";

/** The resources of a program, with their inputs as far as they are known. */
export class Declared {
  private readonly known = new Map<string, WireProperties>();
  private readonly byType = new Map<string, RecordedResource[]>();

  /** @param resources In the order of registration. */
  constructor(resources: readonly RecordedResource[]) {
    for (const resource of resources) {
      const others = this.byType.get(resource.type);
      if (others) others.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
  }

  /** Every resource of a type, e.g. `"aws:iam/role:Role"`. */
  ofType(type: string): readonly RecordedResource[] {
    return this.byType.get(type) ?? [];
  }

  /** Every resource of the types that fit. */
  ofTypes(fits: RegExp): RecordedResource[] {
    return [...this.byType].flatMap(([type, resources]) => (fits.test(type) ? resources : []));
  }

  /** The value of an input, or of a path within it; nothing where it is absent or not known before `up`. */
  value(resource: RecordedResource, ...path: string[]): Wire | undefined {
    let value: Wire | undefined = this.inputs(resource);
    for (const key of path) value = value !== undefined && isMapping(value) ? value[key] : undefined;
    return value === unknownText ? undefined : value;
  }

  /** The same, where it is a text. */
  text(resource: RecordedResource, ...path: string[]): string | undefined {
    const value = this.value(resource, ...path);
    return typeof value === "string" ? value : undefined;
  }

  /** The same, where it is a list: what is not known in it is left out. */
  list(resource: RecordedResource, ...path: string[]): Wire[] {
    const value = this.value(resource, ...path);
    return Array.isArray(value) ? value.filter((item) => item !== unknownText) : [];
  }

  /** The same, where it is a mapping of texts, such as tags. */
  texts(resource: RecordedResource, ...path: string[]): Record<string, string> {
    const value = this.value(resource, ...path);
    if (value === undefined || !isMapping(value)) return {};
    const known = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return Object.fromEntries(known.filter(([, text]) => text !== unknownText));
  }

  /** Whether the program gives an input that is not known before `up`, as a whole or in part. */
  isUnknown(resource: RecordedResource, property: string): boolean {
    const value = this.inputs(resource)[property];
    return value !== undefined && holdsUnknown(value);
  }

  /** Whether an input comes from another resource, be its value known or not. */
  comesFrom(resource: RecordedResource, property: string, source: RecordedResource): boolean {
    return resource.propertyDependencies[property]?.includes(source.urn) === true;
  }

  private inputs(resource: RecordedResource): WireProperties {
    const before = this.known.get(resource.urn);
    if (before) return before;
    const inputs = forPolicies(resource.inputs, false);
    this.known.set(resource.urn, inputs);
    return inputs;
  }
}

function holdsUnknown(value: Wire): boolean {
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isMapping(value) ? Object.values(value).some(holdsUnknown) : value === unknownText;
}
