import type { Environment } from "./environment";
import { checkAgainstServices, EnvironmentConfigError } from "./parse-environment";
import { type DeclaredService, parseServices } from "./parse-services";
import type { Service } from "./service";
import { declarationsOfStack, TeamWithoutServices } from "./team-stack";

/**
 * The services of an environment as they are declared for it, checked together with its stack file. For the stack of a team: the
 * services of the team.
 *
 * @param declared Every declaration.
 * @throws ServiceDeclarationError or EnvironmentConfigError with every problem.
 */
export function servicesFor(environment: Environment, declared: readonly DeclaredService[]): Service[] {
  const { stack, overrides, secrets, team } = environment;
  // What a team's stack file may not say, `ServiceSecrets` checks by what the environment's own stack says.
  const generatedNeedsReason = team === undefined ? secrets.generatedNeedsReason : false;
  const options = { environment, stack, overrides, generatedNeedsReason };
  const services = parseServices(ofStack(environment, declared), options);
  checkAgainstServices(environment, services);
  return services;
}

function ofStack(environment: Environment, declared: readonly DeclaredService[]): DeclaredService[] {
  try {
    return declarationsOfStack(environment, declared);
  } catch (error) {
    if (!(error instanceof TeamWithoutServices)) throw error;
    throw new EnvironmentConfigError(environment.stack, [error.message]);
  }
}
