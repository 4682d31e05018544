import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { ResourceType } from "./resource-type";

const load = createRequire(__filename);

/** The types of a provider, found in a folder and loaded when they are asked for. */
export interface Discovered<Context> {
  /** Tokens, such as `"aws:iam/role:Role"`. */
  types: string[];
  resource(token: string): ResourceType<Context> | undefined;
}

/**
 * Finds the types that a folder holds: `iam/role.ts` is `aws:iam/role:Role` and exports it as `resource`. A file is loaded when
 * its type is asked for, because each loads the client of its service.
 *
 * @param folder Absolute path of the folder.
 * @param packageName Begins the tokens, such as `"aws"`.
 */
export function discoverTypes<Context>(folder: string, packageName: string): Discovered<Context> {
  const files = fs
    .readdirSync(folder)
    .flatMap((service) =>
      fs.readdirSync(path.join(folder, service)).map((file) => `${service}/${path.basename(file, ".ts")}`),
    );
  const byToken = new Map(files.map((module) => [tokenOf(packageName, module), module]));
  return {
    types: [...byToken.keys()],
    resource: (token) => {
      const module = byToken.get(token);
      return module === undefined
        ? undefined
        : (load(path.join(folder, `${module}.ts`)) as { resource: ResourceType<Context> }).resource;
    },
  };
}

/** `secretsmanager/secret-version` is `aws:secretsmanager/secretVersion:SecretVersion`. */
function tokenOf(packageName: string, file: string): string {
  const [service, name] = file.split("/") as [string, string];
  const member = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${packageName}:${service}/${member}:${member[0]!.toUpperCase()}${member.slice(1)}`;
}
