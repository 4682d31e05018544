import { join } from "node:path";

import { buildTools, goSettings, missingGo, moduleFiles, modulesFolder } from "./go-toolchain";
import type { Part } from "./part";

/** The module's version is the release's with another beginning: v0.313.0 is Prometheus 3.13.0. */
const version = "0.313.0";
const linkerFlags = ["-X", "github.com/prometheus/common/version.Version=3.13.0"];
/** Nobody discovers targets here, and the clients of every cloud take long to build. */
const tags = ["remove_all_sd"];

/** promtool, which checks rules of Prometheus and runs their tests. No stage runs it. */
export const promtool: Part = {
  name: "promtool",
  version,
  title: "promtool of Prometheus 3.13.0",
  cold: "2 minutes",
  inputs: { files: moduleFiles("promtool"), settings: goSettings(linkerFlags, tags) },
  missing: () => missingGo("promtool"),
  build: (folder) => buildTools(join(modulesFolder, "promtool"), join(folder, "bin"), linkerFlags, tags),
};
