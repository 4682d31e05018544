import type { Service } from "../components/model/service";
import { UserError } from "./user-error";

/**
 * Finds a service among the declarations.
 *
 * @throws UserError that names those that there are.
 */
export function chooseService(services: readonly Service[], name: string): Service {
  const service = services.find((one) => one.name === name);
  if (service) return service;
  const names = services.map((one) => one.name).join(", ");
  throw new UserError(`There is no service ${JSON.stringify(name)}.\nFix: name one of ${names}.`);
}
