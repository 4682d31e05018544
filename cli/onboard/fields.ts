import { rotationProblems } from "../../components/model/rotation-rules";
import type { LooseGroup } from "../../components/model/rule-problem";
import { serviceSchema } from "../../components/model/service-schema";
import type { Service } from "../../components/model/service";
import type { DatabaseAddress, RotationChoice, Typed } from "./typed";

/** Fields of a service that are one text. */
export type Field = "name" | "namespace" | "team" | "address" | "runbook";

/** What is right everywhere else, so that the schema complains of one field alone. */
const sample: Service = {
  name: "sample",
  namespace: "sample",
  owner: { team: "sample", address: "sample@example.com" },
  runbook: "https://runbooks.example.com",
  workloads: [{ kind: "Deployment", name: "sample" }],
  groups: {},
};

/** A field as the schema of services takes it. */
export function readField(field: Field, typed: string): Typed<string> {
  const value = typed.trim();
  const isOwners = field === "team" || field === "address";
  const changed = isOwners ? { owner: { ...sample.owner, [field]: value } } : { [field]: value };
  const result = serviceSchema.safeParse({ ...sample, ...changed });
  return result.success ? { value } : { problem: result.error.issues[0]!.message };
}

/**
 * What the rules of services say against a way to rotate.
 *
 * @param address Of a database; absent for a group of keys.
 */
export function rotationProblem(choice: RotationChoice, address: DatabaseAddress | undefined): string | undefined {
  const group: LooseGroup = {
    ...(address !== undefined && { database: address }),
    rotation: typeof choice === "number" ? { mode: "manual", intervalDays: choice } : { mode: choice },
  };
  return rotationProblems(group)[0]?.message;
}
