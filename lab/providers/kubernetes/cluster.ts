import type { Properties, Value } from "../core/values";
import { isNotFound } from "./api-error";
import type { Connection } from "./connection";
import { Discovery, rootOf } from "./discovery";
import { type Kind, kindOf, type KubernetesObject, nameOf, namespaceOf } from "./object";
import { listAt } from "./values";

/** Where an object stands. */
export interface Reference {
  kind: Kind;
  name: string;
  /** Left out for what has no namespace. */
  namespace?: string | undefined;
}

/** How an object is written. */
export interface WriteOptions {
  /** Who owns the fields, as the server notes it. */
  fieldManager: string;
  /** Only tried, nothing stored. Default false. */
  dryRun?: boolean;
  /** Take fields over from other owners. Default false. */
  force?: boolean;
}

/** What happens to the objects that a deleted one owns. */
export type Propagation = "Foreground" | "Background" | "Orphan";

/** Reads and writes objects of any kind. */
export class Cluster {
  readonly discovery: Discovery;

  constructor(readonly connection: Connection) {
    this.discovery = new Discovery(connection);
  }

  /** @returns Nothing where there is no such object. */
  async find(reference: Reference): Promise<KubernetesObject | undefined> {
    try {
      return await this.connection.send({ method: "GET", path: await this.pathOf(reference, reference.name) });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** @throws ApiError where it exists already, or the server refuses it. */
  async create(object: KubernetesObject, { fieldManager, dryRun }: WriteOptions): Promise<KubernetesObject> {
    return this.connection.send({
      method: "POST",
      path: await this.pathOf(referenceOf(object)),
      query: { fieldManager, ...tried(dryRun) },
      body: object,
    });
  }

  /** Server-side apply: what was applied before by the same owner and is missing now is taken away. */
  async apply(object: KubernetesObject, { fieldManager, dryRun, force }: WriteOptions): Promise<KubernetesObject> {
    const reference = referenceOf(object);
    return this.connection.send({
      method: "PATCH",
      path: await this.pathOf(reference, reference.name),
      query: { fieldManager, force: String(force === true), ...tried(dryRun) },
      body: object,
      contentType: "application/apply-patch+yaml",
    });
  }

  /** Puts an object in place of what stands there. */
  async replace(object: KubernetesObject, { fieldManager, dryRun }: WriteOptions): Promise<KubernetesObject> {
    const reference = referenceOf(object);
    return this.connection.send({
      method: "PUT",
      path: await this.pathOf(reference, reference.name),
      query: { fieldManager, ...tried(dryRun) },
      body: object,
    });
  }

  /** Changes single places: a list of operations as JSON Patch has them. */
  async patch(reference: Reference, operations: Value[]): Promise<KubernetesObject> {
    return this.connection.send({
      method: "PATCH",
      path: await this.pathOf(reference, reference.name),
      body: operations,
      contentType: "application/json-patch+json",
    });
  }

  /** Asks for a deletion, which may take its time. @throws ApiError where there is no such object. */
  async delete(reference: Reference, propagationPolicy: Propagation): Promise<void> {
    const path = await this.pathOf(reference, reference.name);
    await this.connection.send({ method: "DELETE", path, body: { propagationPolicy } });
  }

  /** Every object of a kind in a namespace. */
  async list(kind: Kind, namespace: string, query: Record<string, string> = {}): Promise<Properties[]> {
    const answer = await this.connection.send({
      method: "GET",
      path: await this.pathOf({ kind, name: "", namespace }),
      query,
    });
    return listAt(answer, ["items"]) as Properties[];
  }

  private async pathOf({ kind, namespace }: Reference, name?: string): Promise<string> {
    const { plural, namespaced } = await this.discovery.resourceOf(kind);
    const place = namespaced ? `/namespaces/${encodeURIComponent(namespace ?? "default")}` : "";
    return `${rootOf(kind)}${place}/${plural}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
  }
}

const tried = (dryRun: boolean | undefined) => ({ dryRun: dryRun ? "All" : undefined });

/** Where an object says that it stands. */
export function referenceOf(object: KubernetesObject): Reference {
  return { kind: kindOf(object), name: nameOf(object) ?? "", namespace: namespaceOf(object) };
}
