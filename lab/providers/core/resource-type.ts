import type { VendorProperties } from "./vendor-properties";
import type { Properties, Value } from "./values";

/** What may stand in a property: `true` for anything, a list of keys for an object or a list of objects. */
export type Shape = true | string[];

/** Something wrong with an input. */
export interface Problem {
  /** The property, such as `"rotationRules"`. */
  property: string;
  /** What is wrong and what to write instead; never a value that may be secret. */
  reason: string;
}

/** One call of the engine. */
export interface Call {
  /** Identifies the resource in the stack. */
  urn: string;
  /** Its name in the program. */
  name: string;
  /** Seconds that `customTimeouts` grants; 0 where it says nothing. */
  timeout: number;
  /** Aborts when the engine is told to stop. */
  signal: AbortSignal;
}

/** A resource as the service shows it. */
export interface Found {
  /** The vendor's format, such as an ARN. */
  id: string;
  /** Inputs and computed outputs as they are now. */
  state: Properties;
}

/**
 * One type of resource, as the vendor's provider treats it.
 *
 * @typeParam Context What {@link ProviderDefinition.configure} makes, such as clients of the service.
 */
export interface ResourceType<Context> {
  /** The engine's token, such as `"aws:iam/role:Role"`. */
  type: string;
  /** What the vendor's package says about its properties; see `vendorProperties`. */
  properties: VendorProperties;
  /** Inputs that are carried out. Others that the vendor has are refused by name. Default: every input, of any shape. */
  supports?: Record<string, Shape>;
  /** Takes inputs of any name: for objects whose properties the vendor's package does not know. */
  anyInput?: boolean;
  /** Values that the vendor gives to inputs which are left out. */
  defaults?: Properties;
  /** Inputs that the service decides when they are left out, so that whatever it shows is no difference. */
  computed?: string[];
  /** Inputs whose change needs a new resource. */
  replaceOn?: string[];
  /** Inputs whose change neither the vendor nor the service carries out in place, with what to do instead. */
  refuseChange?: Record<string, string>;
  /** Outputs that are secret whatever the program says, beside those that the vendor's package marks. */
  secretOutputs?: string[];
  /** Inputs that the service never shows, so that the last known value stands. */
  retained?: string[];
  /** When two values of an input mean the same, such as JSON documents. Default: when they are equal. */
  same?: Record<string, (one: Value, other: Value) => boolean>;
  /** The input that names the resource, made from the program's name where it is left out. */
  autoname?: { property: string; longest: number };
  /** What else is wrong. Values may be `unknown`: leave those alone. */
  check?(inputs: Properties, context: Context): Problem[];
  /** Replaces inputs by what the vendor's provider makes of them before they are compared, such as a region. */
  normalize?(inputs: Properties, context: Context): Properties;
  /** Inputs that `differences` compares, and nothing else does. */
  comparedApart?: string[];
  /** Differences that no single input shows: the property, and whether it needs a new resource. */
  differences?(state: Properties, inputs: Properties, context: Context): { property: string; replace: boolean }[];
  /** Compares in a way of its own, in place of everything said above. */
  compare?(args: DiffArguments<Context>): Difference;
  /** Outputs that are known before the resource is made or changed. Others are unknown, or keep their value. */
  preview?(inputs: Properties, context: Context, state?: Properties): Properties;
  /** @throws PartialFailure where it was made, but is not as it was wanted. */
  create(inputs: Properties, context: Context, call: Call): Promise<Found>;
  /** Nothing where it is gone. `state` and `inputs` are what was known; both are empty at an import. @returns All it shows. */
  read(id: string, state: Properties, context: Context, call: Call, inputs: Properties): Promise<Found | undefined>;
  /** @param changed Names of the inputs that differ. @returns The state afterwards. */
  update(id: string, change: Change, context: Context, call: Call): Promise<Properties>;
  /** One that is gone already is no error. */
  delete(id: string, state: Properties, context: Context, call: Call): Promise<void>;
}

/** What {@link ResourceType.compare} compares. */
export interface DiffArguments<Context> {
  /** The resource as it was last seen. */
  state: Properties;
  /** The inputs that are wanted. They may hold unknowns. */
  news: Properties;
  /** Names that `ignoreChanges` lists, or paths that begin with them. */
  ignore: string[];
  context: Context;
}

/** What differs between a resource and its inputs. */
export interface Difference {
  /** Names of the inputs that differ. */
  changed: Set<string>;
  /** Those of them that need a new resource. */
  replaces: Set<string>;
  /** Whether the old one has to go first, because both would have the same name. */
  deleteFirst: boolean;
}

/** What an update is to carry out. */
export interface Change {
  state: Properties;
  inputs: Properties;
  /** Names of the inputs that differ. */
  changed: Set<string>;
}

/** A provider of the lab. */
export interface ProviderDefinition<Context> {
  /** As in the name of its executable, `pulumi-resource-<name>`. */
  name: string;
  /** The version of the vendor's package that it stands in for. */
  version: string;
  /** What is wrong with the provider's configuration. It may hold unknowns at a preview. */
  checkConfiguration?(configuration: Properties): Problem[];
  /** Opens what the resources need. */
  configure(configuration: Properties): Promise<Context>;
  /** The types that it knows; an entry may be made when asked. */
  resource(type: string): ResourceType<Context> | undefined;
  /** Names of the types that it knows, for messages. */
  types: string[];
  /** Functions such as `aws:index/getCallerIdentity:getCallerIdentity`. */
  functions?: Record<string, (args: Properties, context: Context) => Promise<Properties>>;
}
