import type { Workload } from "../../../components/model/service";

/** Where a value lies now: an object of the cluster, or a file. */
export interface FoundPlace {
  /** For example `"ConfigMap"`; `"file"` for a file of variables. */
  kind: "ConfigMap" | "Secret" | Workload["kind"] | "file";
  /** Of an object. */
  name?: string;
  namespace?: string;
  /** Its key there: of a ConfigMap or a Secret; of a workload and a file the name of the variable. */
  key: string;
  /** Whether it is a Secret that holds what is not declared, so that it has to stay. */
  holdsMore?: true;
}

/** Something that the application reads. It holds no value, and nothing that was made of one but what is said here. */
export interface FoundKey {
  /** The variable that the application reads, as it spells it. */
  reads: string;
  /** The name under which it is declared: in capitals. */
  variable: string;
  meaning: "credential" | "setting";
  /** What the detection found, to be read after "holds": `"a Stripe secret key"`. Absent where the key, or the place, told. */
  what?: string;
  /** How its value begins, where that is an URL: `"postgresql"`. */
  scheme?: string;
  /** Whether that URL has a query. */
  hasQuery?: boolean;
  /** Absent for one that was typed, and for what stands inside of a file. */
  place?: FoundPlace;
  /** The file that it stands in, e.g. `"application.yaml of ConfigMap shop/orders"`. */
  inside?: string;
}

/** Adds a key to those that were found. What was found first wins, but a credential is one wherever it was found. */
export function addKey(keys: Map<string, FoundKey>, key: FoundKey): void {
  const before = keys.get(key.variable);
  if (before === undefined || (before.meaning === "setting" && key.meaning === "credential"))
    keys.set(key.variable, key);
}

/** Whether these are two credentials: in two places, which may hold different values. */
export function isOtherCredential(one: FoundKey, other: FoundKey): boolean {
  if (one.meaning === "setting" || other.meaning === "setting") return false;
  const [here, there] = [one.place, other.place];
  if (here === undefined || there === undefined) return one.inside !== other.inside;
  const isSameNamespace = (here.namespace ?? there.namespace) === (there.namespace ?? here.namespace);
  return here.kind !== there.kind || here.name !== there.name || here.key !== there.key || !isSameNamespace;
}

/** A container, and what it reads of what was found. */
export interface FoundContainer {
  name: string;
  field: "containers" | "initContainers";
  /** Its variables, as this container spells them. */
  reads: Pick<FoundKey, "reads" | "variable">[];
}

/** A Secret that a workload reads. */
export interface SecretRead {
  /** Its name. */
  secret: string;
  /** The variable that a key of it fills. Absent where the Secret is read in another way: as files, or whole without being given. */
  variable?: string;
}

/** A workload that was given. */
export interface FoundWorkload extends Pick<Workload, "kind" | "name"> {
  containers: FoundContainer[];
  secrets: SecretRead[];
  /** Whether it reads all keys of an object that was not given. */
  readsMore: boolean;
}

/** Everything that the given files and manifests say. */
export interface Found {
  keys: FoundKey[];
  /** Those that run the application. */
  workloads: FoundWorkload[];
  /** The name that the objects give it, and their namespace, if they agree on one. */
  service?: string;
  namespace?: string;
  /** What was read, e.g. `"ConfigMap shop/orders"`. */
  labels: string[];
  /** What could not be taken over, and what to do about it: sentences. */
  notes: string[];
}
