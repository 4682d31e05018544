import { createRequire } from "node:module";

/** The version of Strongroom, from its package.json: a checkout finds its own by the same name as the package does. */
export function ownVersion(): string {
  return (createRequire(__filename)("strongroom/package.json") as { version: string }).version;
}
