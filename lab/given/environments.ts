import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { discoverServices } from "../../components/model/discover-services";
import { parseServices } from "../../components/model/parse-services";
import type { EnvironmentRef } from "../../components/model/references";
import type { Database, SecretGroup, Service } from "../../components/model/service";

/** What the stack files and the declarations of a program expect to exist in one environment. */
export interface Expected {
  environment: EnvironmentRef;
  /** Namespaces of the cluster, the operator's and Reloader's among them. */
  namespaces: string[];
  /** ARNs of rotation functions. */
  rotationFunctions: string[];
  /** Servers whose master password RDS owns: services read some of their entries, and others are superusers'. */
  managedServers: ManagedServer[];
}

/** A server whose master password RDS owns. */
export interface ManagedServer extends Pick<Database, "engine" | "kind" | "host" | "instanceIdentifier"> {
  /** ARN of the entry that RDS made, as the stack file gives it. */
  entryArn: string;
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
  const groups = services.flatMap((service) => Object.values(service.groups));
  const functions = groups.flatMap(({ rotation }) => (rotation.mode === "lambda" ? [rotation.functionArn] : []));
  const servers = new Map(groups.flatMap(managedServer).map((server) => [server.entryArn, server]));
  const unique = (values: string[]): string[] => [...new Set(values)].sort();
  return {
    environment,
    namespaces: unique([...own, ...services.map(({ namespace }) => namespace)]),
    rotationFunctions: unique(functions),
    managedServers: [...servers.keys()].sort().map((entryArn) => servers.get(entryArn)!),
  };
}

function managedServer({ database, rotation }: SecretGroup): ManagedServer[] {
  if (database === undefined) return [];
  const { engine, kind, host, instanceIdentifier } = database;
  const server = {
    engine,
    ...(kind && { kind }),
    host,
    ...(instanceIdentifier !== undefined && { instanceIdentifier }),
  };
  if (rotation.mode === "rds-managed") return [{ ...server, entryArn: rotation.secretArn }];
  const superuser = rotation.mode === "database" ? rotation.superuserSecretArn : undefined;
  return superuser?.includes(":secret:rds!") ? [{ ...server, entryArn: superuser }] : [];
}
