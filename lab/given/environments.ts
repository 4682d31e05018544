import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { discoverServices } from "../../components/model/discover-services";
import { parseServices } from "../../components/model/parse-services";
import type { EnvironmentRef } from "../../components/model/references";
import type { Rotation, Service } from "../../components/model/service";

/** What the stack files and the declarations of a program expect to exist in one environment. */
export interface Expected {
  environment: EnvironmentRef;
  /** Namespaces of the cluster, the operator's and Reloader's among them. */
  namespaces: string[];
  /** ARNs of rotation functions. */
  rotationFunctions: string[];
  /** ARNs of the entries that RDS made: those that services read, and those of superusers. */
  managedEntries: string[];
}

/**
 * Reads what every environment of a program expects.
 *
 * @param program Folder with stacks/ and services/, e.g. the checkout.
 * @throws ServiceDeclarationError when a declaration is wrong.
 */
export function expectations(program: string): Expected[] {
  const stacks = join(program, "stacks");
  const declared = discoverServices(join(program, "services"));
  return readdirSync(stacks).flatMap((file) => {
    const name = /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1];
    if (name === undefined) return [];
    const { config } = parse(readFileSync(join(stacks, file), "utf8")) as { config: Record<string, unknown> };
    const environment = { name, account: String(config["strongroom:account"]), region: String(config["aws:region"]) };
    const overrides = config["strongroom:overrides"] as Record<string, unknown> | undefined;
    const services = parseServices(declared, {
      environment,
      ...(overrides && { overrides }),
      generatedNeedsReason: false,
    });
    const namespaceOf = (key: string, otherwise: string): string =>
      (config[key] as { namespace?: string } | undefined)?.namespace ?? otherwise;
    const own = [
      namespaceOf("strongroom:operator", "external-secrets"),
      namespaceOf("strongroom:reloader", "reloader"),
    ];
    return [expected(environment, services, own)];
  });
}

function expected(environment: EnvironmentRef, services: readonly Service[], own: readonly string[]): Expected {
  const rotations = services.flatMap(({ groups }) => Object.values(groups).map(({ rotation }) => rotation));
  const unique = (values: string[]): string[] => [...new Set(values)].sort();
  return {
    environment,
    namespaces: unique([...own, ...services.map(({ namespace }) => namespace)]),
    rotationFunctions: unique(rotations.flatMap((one) => (one.mode === "lambda" ? [one.functionArn] : []))),
    managedEntries: unique(rotations.flatMap(managedEntry)),
  };
}

function managedEntry(rotation: Rotation): string[] {
  if (rotation.mode === "rds-managed") return [rotation.secretArn];
  const superuser = rotation.mode === "database" ? rotation.superuserSecretArn : undefined;
  return superuser?.includes(":secret:rds!") ? [superuser] : [];
}
