import type { WireProperties } from "./properties";

/** The type of the resource that every stack has at its root. */
export const stackType = "pulumi:pulumi:Stack";

/** The organization that the engine names where state lives in a file or bucket. */
export const organization = "organization";

/** The options of a resource that a policy can see. */
export interface RecordedOptions {
  protect: boolean;
  ignoreChanges: string[];
  /** Absent when the program does not say. */
  deleteBeforeReplace?: boolean;
  additionalSecretOutputs: string[];
  aliases: string[];
  /** Seconds. */
  timeouts: { create: number; update: number; delete: number };
}

/** The options of a resource whose program gives none. */
export const noOptions: RecordedOptions = {
  protect: false,
  ignoreChanges: [],
  additionalSecretOutputs: [],
  aliases: [],
  timeouts: { create: 0, update: 0, delete: 0 },
};

/** A line of a source file. */
export interface SourcePosition {
  /** Absolute. */
  file: string;
  /** From 1. */
  line: number;
}

/** A resource as the program registered it. */
export interface RecordedResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; empty for the stack itself and for default providers. */
  parent: string;
  /** Whether a provider makes it, unlike a component. */
  custom: boolean;
  /** Whether it exists already and is only read (`X.get`). */
  read: boolean;
  /** Whether it exists already and is taken over (the option `import`). */
  imported: boolean;
  inputs: WireProperties;
  /** What is known of its outputs. */
  outputs: WireProperties;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** URN of its provider; empty for components and for what no provider makes. */
  provider: string;
  options: RecordedOptions;
  /** Where the program registered it, the innermost call first; frames of node_modules left out. */
  positions: SourcePosition[];
}

/**
 * Says which outputs of a resource are known before `up`, beside its inputs.
 *
 * @returns Output to value; empty where none is.
 */
export type PlannedOutputs = (type: string, inputs: WireProperties) => WireProperties;

/**
 * A resource that stands alone: no parent, no dependencies, no options.
 *
 * @param place Stack and project, for its URN.
 */
export function bareResource(
  place: { stack: string; project: string },
  type: string,
  name: string,
  inputs: WireProperties,
): RecordedResource {
  return {
    urn: makeUrn(place, "", type, name),
    type,
    name,
    parent: "",
    custom: true,
    read: false,
    imported: false,
    inputs,
    outputs: inputs,
    dependencies: [],
    propertyDependencies: {},
    provider: "",
    options: noOptions,
    positions: [],
  };
}

/**
 * The name of a resource in the whole stack, as the engine makes it: its own type behind the types of its parents, without
 * the stack's. Source: `Deployment.generateURN` of the Pulumi engine.
 *
 * @param parent URN of the parent; empty for none.
 * @example makeUrn({ stack: "dev", project: "app" }, "", "a:b:C", "x") // urn:pulumi:dev::app::a:b:C::x
 */
export function makeUrn(
  { stack, project }: { stack: string; project: string },
  parent: string,
  type: string,
  name: string,
): string {
  const parentType = parent.split("::")[2] ?? "";
  const qualifiedType = parentType === "" || parentType === stackType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualifiedType}::${name}`;
}

/** Type and name of a resource from its URN. A name may hold `::` itself. */
export function parseUrn(urn: string): { type: string; name: string } {
  const [, , qualifiedType = "", ...name] = urn.split("::");
  return { type: qualifiedType.split("$").at(-1) ?? "", name: name.join("::") };
}
