import type { Owner } from "../../components/model/owner";
import type { FoundKey, FoundWorkload } from "./sources/found";
import type { Consumer, DatabaseAddress, RotationChoice } from "./typed";
import type { FoundDatabase } from "./databases";

/** A group as it is declared. */
export interface NewGroup {
  name: string;
  /** What is said above it: lines of a comment. */
  comment: string[];
  /** Of keys. */
  keys: FoundKey[];
  /** Of a database. */
  database?: FoundDatabase & { address: DatabaseAddress; instanceIdentifier?: string };
  rotation: RotationChoice;
  /** The page with the steps, where it is another one than the service's. */
  runbook?: string;
}

/** A service as it is declared: everything that a person had to decide is decided. */
export interface NewService {
  name: string;
  namespace: string;
  owner: Owner;
  runbook: string;
  workloads: Consumer[];
  groups: NewGroup[];
  /** Variable to its value in Parameter Store, as somebody typed it. */
  settings: { key: FoundKey; value: string }[];
  /** What the application goes on reading where it stands. */
  left: FoundKey[];
  /** Workloads whose manifests say what their containers read. */
  given: FoundWorkload[];
}

/** The credentials of a group, those of its database too. */
export function credentialsOf({ keys, database }: NewGroup): FoundKey[] {
  const members = (database?.members ?? []).filter(({ key }) => key.meaning === "credential");
  return [...keys, ...members.map(({ key }) => key)];
}
