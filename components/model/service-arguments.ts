import { adoptProblem, readAdopted } from "./adopt";
import { type Day, isDay } from "./days";
import { entryName, parameterName } from "./names";
import { parseServices } from "./parse-services";
import type { EnvironmentRef, SecretStoreRef } from "./references";
import type { Service, ServiceDeclaration } from "./service";

/** Those arguments of `ServiceSecrets` that can be wrong. */
export interface ServiceArguments {
  service: ServiceDeclaration;
  environment: EnvironmentRef;
  parameterStore?: SecretStoreRef;
  generatedNeedsReason?: boolean;
  rotations?: Record<string, Day>;
  adopt?: string[];
}

/**
 * The service as it is declared for the environment.
 *
 * @param name Name of the component, for the errors.
 * @throws Error with every problem of the declaration, or with what is wrong with another argument.
 */
export function checkedService(name: string, args: ServiceArguments): Service {
  const { service: declaration, environment, parameterStore, generatedNeedsReason, rotations = {}, adopt = [] } = args;
  const [service] = parseServices([{ file: name, declaration }], { environment, generatedNeedsReason });
  const wrong = Object.keys(rotations).find((entry) => !isDay(rotations[entry]!));
  if (wrong !== undefined) {
    throw new Error(
      `${name}: rotations[${JSON.stringify(wrong)}] is no day; wanted the day of its last rotation as YYYY-MM-DD`,
    );
  }
  if (!parameterStore && Object.keys(service!.parameters ?? {}).length > 0) {
    throw new Error(
      `${name}: the service declares parameters, but no store reads them: give parameterStore: { name: "aws-parameter-store", kind: "ClusterSecretStore" }`,
    );
  }
  adopt.forEach((arn, index) => {
    const problem = isOf(service!, environment, arn) ? adoptProblem(arn, environment, [service!]) : undefined;
    if (problem !== undefined) throw new Error(`${name}: adopt[${index}] ${problem}`);
  });
  return service!;
}

/** Whether an ARN names what is, or would be, the service's: the list may be the environment's. */
function isOf({ name }: Service, { name: environment }: EnvironmentRef, arn: string): boolean {
  const { entries, parameters } = readAdopted([arn]);
  const prefixes = [entryName(environment, name, ""), parameterName(environment, name, "")];
  return [...entries.keys(), ...parameters].some((one) => prefixes.some((prefix) => one.startsWith(prefix)));
}
