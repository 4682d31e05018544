import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "./model/environment";
import { parsePlatform, type Platform } from "./model/platform";
import { checkPlace, parseTeamStacks, type TeamStacks } from "./model/team-stack";
import { refuse } from "./refuse";

/** What a team's stack takes from its environment's own. */
export interface SharedPlatform extends TeamStacks {
  /** Arguments of `ServiceSecrets`. */
  platform: Platform;
}

/**
 * Reads, for the stack of a team, what the environment's own stack tells it: the stack of the same program that is named after the
 * environment alone. It refuses where that one holds the team's services itself.
 *
 * @param environment The validated configuration of a team's stack.
 * @throws pulumi.RunError when the stacks do not fit together, before anything is made.
 * @example const { platform, alerts } = await readSharedPlatform(environment);
 */
export async function readSharedPlatform(environment: Environment): Promise<SharedPlatform> {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${environment.name}`;
  const reference = new pulumi.StackReference(stack);
  const [platform, teamStacks] = await Promise.all(
    ["platform", "teamStacks"].map(async (output) => (await reference.getOutputDetails(output)).value as unknown),
  );
  return refuse(() => {
    const shared = parsePlatform(stack, platform);
    checkPlace(environment.stack, environment, shared.environment);
    return { platform: shared, ...parseTeamStacks(stack, environment.team ?? "", teamStacks) };
  });
}

/**
 * Reads what an environment's own stack tells programs of service teams, by a stack reference: the arguments that `ServiceSecrets`
 * wants beside the service itself.
 *
 * It needs the outputs themselves, so a program awaits it: export an async function. The environment has to admit the service's
 * namespace, in `strongroom:additionalNamespaces` of its stack file.
 *
 * @param stack The stack of the environment, e.g. `"acme/strongroom/prod"`.
 * @param options Options of the stack reference.
 * @throws pulumi.RunError when the stack has no output `platform`, or one of another version.
 * @example
 * export = async () => {
 *   const platform = await readPlatform("acme/strongroom/prod");
 *   const { secretArns } = new ServiceSecrets("checkout", { service, ...platform });
 *   return { secretArns };
 * };
 */
export async function readPlatform(stack: string, options?: pulumi.CustomResourceOptions): Promise<Platform> {
  const details = await new pulumi.StackReference(stack, {}, options).getOutputDetails("platform");
  return refuse(() => parsePlatform(stack, details.value));
}
