import type { Environment } from "../../../components/model/environment";
import { auditArguments } from "../../../components/model/environment-arguments";
import { declaredReaders } from "../../../components/model/audit-rules";
import type { Service } from "../../../components/model/service";
import type { Acquaintances } from "./known-readers";

/** Whose reads are as they should be, from the stack file and the declarations: what SecretAudit watches by. */
export function acquaintances(environment: Environment, services: readonly Service[]): Acquaintances {
  const { storeRoleArns, rotationFunctionArns = [], readers = [] } = auditArguments(environment, services);
  return { stores: storeRoleArns, functions: rotationFunctionArns, ...declaredReaders(readers) };
}
