import { isMap, type ValueMap } from "../../../policies/engine/value";
import { variableOf } from "../names";
import { addKey, isOtherCredential } from "./found";
import type { Found, FoundContainer, FoundKey, FoundPlace, FoundWorkload } from "./found";
import { isName, judgeFile, judgeKey } from "./judge-key";
import type { Holder, Objects, Reader } from "./objects";

/**
 * What manifests say: of workloads the variables that they read, of ConfigMaps and Secrets that no given workload reads all keys.
 *
 * @param objects Those of all manifests that were given: a workload and the ConfigMap that it reads explain each other.
 */
export function readManifests(objects: Omit<Objects, "others">): Found {
  return new Manifests(objects).read();
}

/** Who reads what is taken. */
interface Into extends Pick<FoundWorkload, "secrets"> {
  containers: FoundContainer[];
}

class Manifests {
  /** By variable: several containers may read the same. */
  private readonly keys = new Map<string, FoundKey>();
  /** What those hold, where it is known: only to tell whether another is the same. */
  private readonly values = new Map<string, string | undefined>();
  /** Names of Secrets that hold what is not declared. */
  private readonly holdMore = new Set<string>();
  private readonly notes = new Set<string>();
  private readonly readBySomeone = new Set<Holder>();

  constructor(private readonly objects: Omit<Objects, "others">) {}

  read(): Found {
    const { readers, holders } = this.objects;
    const workloads = readers.map((reader) => this.takeReader(reader));
    const nobody: Into = { containers: [], secrets: [] };
    for (const holder of holders) if (!this.readBySomeone.has(holder)) this.takeHolder(holder, "", nobody);
    const all = [...readers, ...holders];
    const [first] = readers;
    const agreed = (values: (string | undefined)[]): string | undefined => {
      const known = [...new Set(values.filter((value) => value !== undefined))];
      return known.length === 1 ? known[0] : undefined;
    };
    const service = first?.service ?? agreed(all.map((one) => one.service));
    const namespace = agreed(all.map((one) => one.namespace));
    for (const { place } of this.keys.values()) {
      if (place?.kind === "Secret" && this.holdMore.has(place.name!)) place.holdsMore = true;
    }
    return {
      keys: [...this.keys.values()],
      workloads,
      ...(service !== undefined && { service }),
      ...(namespace !== undefined && { namespace }),
      labels: all.map(titleOf),
      notes: [...this.notes],
    };
  }

  private takeReader(reader: Reader): FoundWorkload {
    const { kind, name, otherSecrets } = reader;
    const secrets = otherSecrets.map((secret) => ({ secret }));
    const workload: FoundWorkload = { kind, name, containers: [], secrets, readsMore: false };
    const mounting = new Map<FoundContainer, readonly unknown[]>();
    for (const { name: own = name, field, env, envFrom, mounts } of reader.containers) {
      const container: FoundContainer = { name: own, field, reads: [] };
      workload.containers.push(container);
      mounting.set(container, mounts);
      const into: Into = { containers: [container], secrets: workload.secrets };
      for (const variable of env) this.takeVariable(reader, variable, into);
      for (const source of envFrom) workload.readsMore = !this.takeAll(reader, source, into) || workload.readsMore;
    }
    for (const volume of reader.volumes) {
      const configMap = this.holder("ConfigMap", reader, isMap(volume.configMap) ? volume.configMap.name : undefined);
      const containers = workload.containers.filter((one) => mounting.get(one)!.includes(volume.name));
      if (configMap !== undefined) this.takeHolder(configMap, "", { containers, secrets: workload.secrets });
    }
    return workload;
  }

  private takeVariable(reader: Reader, { name: reads, value, valueFrom }: ValueMap, into: Into): void {
    const { secretKeyRef, configMapKeyRef } = isMap(valueFrom) ? valueFrom : {};
    if (typeof reads !== "string" || !isName(reads)) {
      if (isMap(secretKeyRef)) noteSecret(into, secretKeyRef.name, undefined);
      return this.unnamed(titleOf(reader));
    }
    if (isMap(secretKeyRef)) {
      if (secretKeyRef.optional === "true" || secretKeyRef.optional === true) {
        this.notes.add(`${reads} is optional in ${titleOf(reader)}: here a missing value stops the pod at start.`);
      }
      this.add(reads, { meaning: "credential" }, this.place("Secret", reader, secretKeyRef), into);
    } else if (isMap(configMapKeyRef)) {
      const holder = this.holder("ConfigMap", reader, configMapKeyRef.name);
      const value = typeof configMapKeyRef.key === "string" ? holder?.data.get(configMapKeyRef.key) : undefined;
      const place = this.place("ConfigMap", reader, configMapKeyRef);
      this.add(reads, judgeKey(reads, value, "config-map"), place, into, value);
      if (holder === undefined) {
        const named = nameOf(configMapKeyRef.name);
        this.notes.add(
          `${reads} comes from the ConfigMap ${named}, whose values were not given: only its name was judged. Give it too: --from.`,
        );
      }
    } else if (typeof value === "string") {
      if (/\$\(\w+\)/.test(value)) {
        this.notes.add(`${reads} is put together from other variables in ${titleOf(reader)}: it can stay there.`);
      } else {
        const place = { ...objectOf(reader), kind: reader.kind, key: reads };
        this.add(reads, judgeKey(reads, value, "environment"), place, into, value);
      }
    }
  }

  /**
   * Everything that an object holds, as variables.
   *
   * @returns Whether the object was given.
   */
  private takeAll(reader: Reader, source: ValueMap, into: Into): boolean {
    let isGiven = true;
    const prefix = typeof source.prefix === "string" ? source.prefix : "";
    for (const [field, kind] of [
      ["configMapRef", "ConfigMap"],
      ["secretRef", "Secret"],
    ] as const) {
      const reference = source[field];
      if (!isMap(reference)) continue;
      const holder = this.holder(kind, reader, reference.name);
      if (holder !== undefined) this.takeHolder(holder, prefix, into);
      else {
        isGiven = false;
        if (kind === "Secret") noteSecret(into, reference.name, undefined);
        this.notes.add(
          `${titleOf(reader)} reads every key of the ${kind} ${nameOf(reference.name)}, which was not given: give it too with --from, ` +
            `or name its keys with ${kind === "Secret" ? "--secret" : "--secret and --setting"}.`,
        );
      }
    }
    return isGiven;
  }

  private takeHolder(holder: Holder, prefix: string, into: Into): void {
    this.readBySomeone.add(holder);
    const title = titleOf(holder);
    if (holder.hasBytes) this.notes.add(`${title} holds binaryData, which is left where it is.`);
    for (const [key, value] of holder.data) {
      if (!isName(key)) {
        if (holder.kind === "Secret") this.holdMore.add(holder.name);
        this.unnamed(title);
      } else if (holder.kind === "Secret") {
        this.add(`${prefix}${key}`, { meaning: "credential" }, { ...objectOf(holder), kind: "Secret", key }, into);
      } else if (isFile(key, value)) this.takeFile(holder, { key, value }, into);
      else {
        const place = { ...objectOf(holder), kind: holder.kind, key };
        this.add(`${prefix}${key}`, judgeKey(key, value, "config-map"), place, into, value);
      }
    }
  }

  /** A file is no variable: what is a credential in it becomes one, and the rest of it stays. */
  private takeFile(holder: Holder, { key, value }: { key: string; value: string }, into: Into): void {
    const inside = judgeFile(key, value);
    const file = `${key} of ${titleOf(holder)}`;
    if (inside.length === 0) this.notes.add(`No credential was found in the file ${file}: it stays where it is.`);
    const taken = inside
      .filter(({ variable, what }) =>
        this.take({ reads: variable, variable, meaning: "credential", what, inside: file }, into),
      )
      .map(({ variable }) => variable);
    if (taken.length > 0) {
      this.notes.add(
        `In the file ${file} stands what is now ${taken.join(", ")}: read it from the variable there, and leave the rest.`,
      );
    }
  }

  private unnamed(title: string): void {
    this.notes.add(`A key of ${title} has no name that can be shown: it is left out.`);
  }

  private add(reads: string, judged: Pick<FoundKey, "meaning">, place: FoundPlace, into: Into, value?: string): void {
    const variable = variableOf(reads);
    if (variable === undefined) this.notes.add(`${reads} makes no name of a variable: it is left out.`);
    const isTaken = variable !== undefined && this.take({ reads, variable, ...judged, place }, into, value);
    if (place.kind !== "Secret") return;
    noteSecret(into, place.name, variable);
    if (!isTaken) this.holdMore.add(place.name!);
  }

  /** @returns Whether it is declared. A name has one value, so another credential under it is left to who reads it. */
  private take(key: FoundKey, { containers }: Into, value?: string): boolean {
    const { reads, variable } = key;
    const before = this.keys.get(variable);
    const isSame = value !== undefined && this.values.get(variable) === value;
    if (before !== undefined && !isSame && isOtherCredential(before, key)) {
      this.notes.add(
        `${variable} is ${placeOf(before)} and ${placeOf(key)}: one name has one value, so the first is declared, and who reads the second ` +
          `goes on reading it there. To move it too, declare it under another name, such as --secret OTHER_${variable}.`,
      );
      return false;
    }
    addKey(this.keys, key);
    if (this.keys.get(variable) === key) this.values.set(variable, value);
    for (const container of containers) container.reads.push({ reads, variable });
    return true;
  }

  private holder(kind: Holder["kind"], { namespace }: Reader, name: unknown): Holder | undefined {
    const holder = this.objects.holders.find(
      (one) => one.kind === kind && one.name === name && (one.namespace ?? namespace) === (namespace ?? one.namespace),
    );
    if (holder !== undefined) this.readBySomeone.add(holder);
    return holder;
  }

  private place(kind: Holder["kind"], { namespace }: Reader, { name, key }: ValueMap): FoundPlace {
    return { kind, name: nameOf(name), ...(namespace !== undefined && { namespace }), key: nameOf(key) };
  }
}

function noteSecret({ secrets }: Into, secret: unknown, variable: string | undefined): void {
  if (typeof secret === "string") secrets.push({ secret, ...(variable !== undefined && { variable }) });
}

/** A key with a dot is mounted as a file; so is what has several lines and is no variable. */
function isFile(key: string, value: string): boolean {
  return !/^[A-Za-z_]\w*$/.test(key) && (/\.\w+$/.test(key) || value.trim().includes("\n"));
}

function objectOf({ name, namespace }: Holder | Reader): { name: string; namespace?: string } {
  return { name, ...(namespace !== undefined && { namespace }) };
}

function placeOf({ place, inside }: FoundKey): string {
  return place === undefined ? `in ${inside}` : `${place.key} of ${titleOf(place)}`;
}

function titleOf({ kind, name, namespace }: Pick<FoundPlace, "kind" | "name" | "namespace">): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function nameOf(name: unknown): string {
  return typeof name === "string" && isName(name) ? name : "(a name that is not shown)";
}
