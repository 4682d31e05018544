import * as pulumi from "@pulumi/pulumi";
import { discoverServices } from "./model/discover-services";
import type { Environment } from "./model/environment";
import { environmentKeys, parseEnvironment } from "./model/parse-environment";
import { servicesFor } from "./model/services-for";
import type { Service } from "./model/service";
import { refuse } from "./refuse";

/**
 * Reads and validates the stack's configuration: `stacks/Pulumi.<environment>.yaml`, with the defaults of Pulumi.yaml.
 * Nothing is looked up: a preview needs no account and no cluster.
 *
 * @throws pulumi.RunError with every problem, before anything is registered.
 * @example const environment = loadEnvironment();
 */
export function loadEnvironment(): Environment {
  const others = Object.keys(pulumi.runtime.allConfig()).filter((key) => !environmentKeys.includes(key));
  const values = Object.fromEntries([
    ...environmentKeys.map((key) => [key, readConfig(key)] as const),
    // Only the names of the others matter: a misspelt one is refused.
    ...others.map((key) => [key, ""] as const),
  ]);
  const secretKeys = new Set(environmentKeys.filter(isEncrypted));
  return refuse(() => parseEnvironment(pulumi.getStack(), { values, secretKeys }));
}

/**
 * Discovers the declarations of a folder, resolves them for the environment and checks the stack file against them. The stack of a team
 * gets those of the team alone.
 *
 * @param folder Where the declarations are, e.g. `path.join(__dirname, "services")`.
 * @throws pulumi.RunError with every problem of every file, before anything is registered.
 */
export function loadServices(folder: string, environment: Environment): Service[] {
  return refuse(() => servicesFor(environment, discoverServices(folder)));
}

/** The SDK keeps this question to itself, so it is asked past its types; a test holds it. */
function isEncrypted(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };
  return isConfigSecret(key);
}

/** Objects and lists reach a program as JSON; a plain value that happens to be a number stays text here. */
function readConfig(key: string): unknown {
  const [namespace, name] = key.split(":", 2);
  const text = new pulumi.Config(namespace).get(name!);
  if (text === undefined || !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
