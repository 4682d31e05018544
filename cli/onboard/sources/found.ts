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

/** Everything that the given files and manifests say. */
export interface Found {
  keys: FoundKey[];
  /** Those that run the application. */
  workloads: Pick<Workload, "kind" | "name">[];
  /** The name that the objects give it, and their namespace, if they agree on one. */
  service?: string;
  namespace?: string;
  /** Name of the container that reads the keys. */
  container?: string;
  /** What was read, e.g. `"ConfigMap shop/orders"`. */
  labels: string[];
  /** What could not be taken over, and what to do about it: sentences. */
  notes: string[];
}
