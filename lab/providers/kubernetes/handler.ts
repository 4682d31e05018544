import type { Call, Problem } from "../core/resource-type";
import type { Decoded, Path, Properties } from "../core/values";
import type { Change } from "./difference";
import type { NameSource } from "./naming";

/** A resource as it goes into the state. */
export interface Written {
  /** Nothing at a preview. */
  id: string;
  state: Properties;
  /** Where the state holds secrets. */
  secrets: Path[];
}

/** A resource as it was found. */
export interface Found extends Written {
  /** The inputs that lead there. */
  inputs: Properties;
  inputSecrets: Path[];
}

/** Inputs that were completed, and what is wrong with them. */
export interface Checked {
  inputs: Properties;
  secrets: Path[];
  problems: Problem[];
}

/** What an update would do. */
export interface Difference {
  changes: (Change & { replace: boolean })[];
  /** Reasons for a new resource that no property shows. */
  replaces: string[];
  /** Whether the old one has to go first, because both have the same name. */
  deleteFirst: boolean;
}

/** A call that may only be tried. */
export interface WriteCall extends Call {
  preview: boolean;
}

/** How one sort of resource is treated. */
export interface ResourceHandler {
  /** @param olds The inputs of the last update; nothing for a new resource. */
  check(news: Decoded, olds: Decoded | undefined, type: string, name: NameSource): Promise<Checked>;
  /** @param ignored Paths that `ignoreChanges` lists. */
  diff(olds: Decoded, news: Decoded, ignored: string[]): Promise<Difference>;
  /** @throws InitializationError where it was made, but is not as it was wanted. */
  create(inputs: Decoded, call: WriteCall): Promise<Written>;
  /** @returns Nothing where it is gone. At an import, state and inputs are empty. */
  read(id: string, type: string, state: Decoded, inputs: Decoded): Promise<Found | undefined>;
  update(id: string, olds: Decoded, news: Decoded, ignored: string[], call: WriteCall): Promise<Written>;
  delete(id: string, state: Decoded, call: Call): Promise<void>;
}

/** A resource exists but is not as it was wanted. The engine keeps it, and the next update goes on with it. */
export class InitializationError extends Error {
  override readonly name = "Error";

  constructor(
    message: string,
    readonly written: Written,
  ) {
    super(message);
  }
}
