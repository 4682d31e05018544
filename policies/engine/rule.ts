import type { KeyPath } from "./leaves";
import type { ValueMap } from "./value";

/** What a finding does: `mandatory` stops the preview or update, `advisory` is printed. */
export type FindingLevel = "mandatory" | "advisory";

/** One thing that a rule has to say. No text of it ever holds a value, only keys, lengths and kinds. */
export interface Finding {
  /** What it does, unless the stack file makes the rule weaker. */
  level: FindingLevel;
  /** A sentence: what is wrong, and where. */
  text: string;
  /** What to do about it. Later lines are indented when printed. */
  fix?: string;
  /** The key path as it stands in the text, so that an exemption can name it. */
  keyPath?: string;
  /** Whether the credential is the one that a fingerprint, `KEY:DIGEST`, was taken of. Absent: it cannot be told. */
  matches?: (fingerprint: string) => boolean;
}

/** A finding about one resource of a stack. */
export interface StackFinding extends Finding {
  /** The resource that it is about. */
  urn: string;
}

/** A resource before it is made. */
export interface Resource {
  /** What the engine knows it by, e.g. `"urn:pulumi:dev::acme::kubernetes:core/v1:ConfigMap::api"`. */
  urn: string;
  /** For example `"kubernetes:core/v1:ConfigMap"`. */
  type: string;
  /** Its name in the program, which is the last part of the URN. */
  name: string;
  /** Its inputs as plain data, unknown ones as `unknown`. */
  props: ValueMap;
}

/** A resource of a stack that was previewed or updated: its props are outputs, with what the provider added. */
export interface StackResource extends Resource {
  /** The resources that a property comes from. It links resources while their ids are unknown. */
  sourcesOf(property: string): readonly StackResource[];
  /** Properties whose changes the program leaves alone: its option `ignoreChanges`. */
  ignoreChanges: readonly string[];
}

/** A resource as an example writes it. */
export interface ExampleResource {
  /** For example `"kubernetes:core/v1:ConfigMap"`. */
  type: string;
  /** Unique in the example. */
  name: string;
  /** Leaves may be `unknown`. */
  props: ValueMap;
  /** Property to the names of the resources that it comes from. */
  propertyDependencies?: Record<string, string[]>;
  /** The program's option of that name. Default: none. */
  ignoreChanges?: string[];
  /** Key paths that the program marks as secret. Default: none. */
  marks?: KeyPath[];
}

/** A small program that shows what a rule blocks, or what it lets through. */
export interface Example {
  /** For example `"a database URL with a password"`. */
  title: string;
  /** What the program declares. */
  resources: ExampleResource[];
  /** What a bad example gets at least; advice alone is never more. Default `"mandatory"`. */
  level?: FindingLevel;
}

/**
 * A rule of the guard: the default export of `policies/rules/<id>.ts`. Nothing else registers it.
 *
 * A rule is a pure function of plain data: it does no I/O, and it is not told where the data came from.
 */
export interface Rule {
  /** The file's name. Never reused for another meaning. */
  id: string;
  /** One sentence, which the Pulumi CLI prints above every finding. */
  description: string;
  /** How bad a finding is, for whoever reads it. Whether it blocks is its level's business. */
  severity: "low" | "medium" | "high" | "critical";
  /** Lets it only advise, unless the stack file names it under `strongroom:guard.rules`. Default `"mandatory"`. */
  enforcementLevel?: "advisory";
  /** Why it matters, for the documentation. */
  why: string;
  /** How to get rid of a finding, for the documentation. */
  fix: string;
  /** Pages that back the rule up. */
  references: string[];
  /** Judges one resource with its inputs, before it is made. */
  resource?: {
    /** Types that it looks at; `*` stands for any characters. */
    types: readonly string[];
    /** Whether it has to know what the program marked as secret: see secret-marks.ts. */
    needsMarks?: true;
    /** Whether it reads the texts of text assets: see text-assets.ts. */
    needsTexts?: true;
    /**
     * What the rule has to say of one resource. It throws nothing and knows no other resource.
     *
     * @param marks Key paths that the program marked as secret; none unless the rule asks for them.
     */
    check(resource: Resource, marks: readonly KeyPath[]): Finding[];
  };
  /** Judges the stack as a whole, after a preview or update went through. */
  stack?: {
    /** It runs when the stack holds one of these; `*` stands for any characters. */
    types: readonly string[];
    /**
     * What the rule has to say of all resources together.
     *
     * @param today The day on which it judges, `YYYY-MM-DD` in UTC.
     */
    check(resources: readonly StackResource[], today: string): StackFinding[];
  };
  /** Tests drive these through the real analyzer protocol: each bad one is found, a good one is passed in silence. */
  examples: {
    /** Programs that are blocked, or advised against. At least one. */
    bad: Example[];
    /** Programs that pass in silence. At least one. */
    good: Example[];
  };
}
