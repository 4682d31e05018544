import type { Properties } from "../core/values";
import { ApiError, isNotFound, UnknownKindError } from "./api-error";
import type { Connection } from "./connection";
import { apiVersionOf, type Kind, kindName } from "./object";
import { listAt, textAt } from "./values";

/** How the API server serves a kind. */
export interface ApiResource {
  /** As in its path: `"configmaps"`. */
  plural: string;
  namespaced: boolean;
}

/** What the API server can do, asked once for each group and version. Definitions that come later are found, too. */
export class Discovery {
  private readonly versions = new Map<string, Promise<Map<string, ApiResource>>>();
  /** Kinds that the program itself defines, known before the server knows them. */
  private readonly announced = new Map<string, ApiResource>();

  constructor(private readonly connection: Connection) {}

  /**
   * How a kind is served.
   *
   * @throws UnknownKindError where the server has no such kind.
   */
  async resourceOf(kind: Kind): Promise<ApiResource> {
    const found = (await this.version(kind)).get(kind.kind);
    if (found) return found;
    // A definition may have come since.
    this.versions.delete(apiVersionOf(kind));
    const again = (await this.version(kind)).get(kind.kind);
    if (again) return again;
    throw new UnknownKindError(`no matches for kind "${kind.kind}" in version "${apiVersionOf(kind)}"`);
  }

  /** Whether the server serves the kind now. */
  async serves(kind: Kind): Promise<boolean> {
    try {
      await this.resourceOf(kind);
      return true;
    } catch (error) {
      if (error instanceof UnknownKindError) return false;
      throw error;
    }
  }

  /**
   * Whether objects of the kind stand in a namespace.
   *
   * @returns True for a kind that is not known: its definition may come in the same update, and most of them are.
   */
  async isNamespaced(kind: Kind): Promise<boolean> {
    try {
      return (await this.resourceOf(kind)).namespaced;
    } catch (error) {
      if (error instanceof UnknownKindError) return this.announced.get(kindName(kind))?.namespaced ?? true;
      throw error;
    }
  }

  /** Notes what a CustomResourceDefinition of the program will bring. */
  announce(definition: Properties): void {
    const group = textAt(definition, ["spec", "group"]);
    const kind = textAt(definition, ["spec", "names", "kind"]);
    const plural = textAt(definition, ["spec", "names", "plural"]) ?? "";
    if (group === undefined || kind === undefined) return;
    const namespaced = textAt(definition, ["spec", "scope"]) !== "Cluster";
    for (const entry of listAt(definition, ["spec", "versions"])) {
      const version = textAt(entry, ["name"]) ?? "";
      this.announced.set(kindName({ group, version, kind }), { plural, namespaced });
    }
  }

  /** Forgets what was asked: a definition came or went. */
  forget(): void {
    this.versions.clear();
  }

  private version(kind: Kind): Promise<Map<string, ApiResource>> {
    const key = apiVersionOf(kind);
    const known = this.versions.get(key) ?? this.ask(kind);
    this.versions.set(key, known);
    known.catch(() => this.versions.delete(key));
    return known;
  }

  private async ask(kind: Kind): Promise<Map<string, ApiResource>> {
    try {
      const answer = await this.connection.send({ method: "GET", path: rootOf(kind) });
      const served = listAt(answer, ["resources"]).flatMap((entry): [string, ApiResource][] => {
        const plural = textAt(entry, ["name"]) ?? "";
        const namespaced = (entry as Properties)["namespaced"] === true;
        // With a slash it is a part of another one: deployments/status.
        return plural.includes("/") ? [] : [[textAt(entry, ["kind"]) ?? "", { plural, namespaced }]];
      });
      return new Map(served);
    } catch (error) {
      if (isNotFound(error)) return new Map();
      // An aggregated API whose server is away.
      if (error instanceof ApiError && error.code === 503) return new Map();
      throw error;
    }
  }
}

/** `/api/v1` or `/apis/apps/v1`. */
export function rootOf({ group, version }: Pick<Kind, "group" | "version">): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}
