import * as pulumi from "@pulumi/pulumi";
import { parsePlatform, type Platform } from "./model/platform";
import { refuse } from "./refuse";

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
