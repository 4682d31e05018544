import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { buildTools, goSettings, missingGo, moduleFiles, modulesFolder } from "./go-toolchain";
import type { Part } from "./part";
import { ask } from "./run";
import { isAtLeast } from "./versions";

const version = "3.259.0";

/** The version of the SDK in package.json: an older engine does not speak all of its protocol. */
const least = "3.248.0";

// Without it the engine calls itself a development build, which the Automation API refuses.
const linkerFlags = ["-X", `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`];

/**
 * The Pulumi engine, where none is on the PATH. The vendor's npm package is passed over: it runs a script that it fetches when
 * it starts, and no lock file says what that script has to be, whereas go.sum checks every line that is built here.
 */
export const engine: Part = {
  name: "engine",
  version,
  title: `the Pulumi engine ${version}`,
  cold: "5 minutes",
  inputs: { files: moduleFiles("pulumi"), settings: goSettings(linkerFlags) },
  missing: () => missingGo("pulumi"),
  build: (folder) => buildTools(join(modulesFolder, "pulumi"), join(folder, "bin"), linkerFlags),
};

/** The folder on the PATH with a `pulumi` that the lab can use, or nothing. */
export function engineOnPath(): { folder: string; version: string } | undefined {
  const folder = (process.env.PATH ?? "").split(delimiter).find((entry) => existsSync(join(entry, "pulumi")));
  if (folder === undefined) return undefined;
  const found = ask(join(folder, "pulumi"), ["version"]);
  return found !== undefined && isAtLeast(found, least) ? { folder, version: found } : undefined;
}
