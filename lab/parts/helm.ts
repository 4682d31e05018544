import { join } from "node:path";

import { buildTools, goSettings, missingGo, moduleFiles, modulesFolder } from "./go-toolchain";
import type { Part } from "./part";

const version = "3.22.0";
const linkerFlags = ["-X", `helm.sh/helm/v3/internal/version.version=v${version}`];

/** Helm, which renders the charts of a program's releases. */
export const helm: Part = {
  name: "helm",
  version,
  title: `Helm ${version}`,
  cold: "2 minutes",
  inputs: { files: moduleFiles("helm"), settings: goSettings(linkerFlags) },
  missing: () => missingGo("helm"),
  build: (folder) => buildTools(join(modulesFolder, "helm"), join(folder, "bin"), linkerFlags),
};
