import { readFileSync } from "node:fs";
import { join } from "node:path";

import { LabError } from "../lab-error";
import { ask, run } from "./run";
import { isAtLeast } from "./versions";

/** The Go modules of the lab, one folder each: go.mod names what is built, go.sum the checksum of everything it needs. */
export const modulesFolder = join(__dirname, "go");

/** The same result wherever it is built: no path of this machine, no C compiler, two packages at a time. */
const buildFlags = ["-p", "2", "-trimpath", "-buildvcs=false", "-mod=readonly"];

/** The machine's own settings (proxy, checksum database) hold, but no workspace of its user. */
const environment = { CGO_ENABLED: "0", GOWORK: "off" };

/**
 * What a part that Go builds depends on beside its files.
 *
 * @param tags Build tags, which leave parts of the sources out. Default: none.
 */
export function goSettings(linkerFlags: string[], tags: string[] = []): string[] {
  return [...buildFlags, ...tags, ...linkerFlags, ...Object.entries(environment).flat()];
}

/** A module's go.mod and go.sum. */
export function moduleFiles(module: string): string[] {
  return ["go.mod", "go.sum"].map((file) => join(modulesFolder, module, file));
}

/**
 * Says what is missing to build a module, with what to install.
 *
 * @param module The name of a folder of {@link modulesFolder}.
 */
export function missingGo(module: string): string | undefined {
  const folder = join(modulesFolder, module);
  const wanted = /^go (\S+)$/m.exec(readFileSync(join(folder, "go.mod"), "utf8"))?.[1] ?? "";
  // Asked in the module's folder, because there a Go that may fetch a newer one does.
  const found = ask("go", ["env", "GOVERSION"], { cwd: folder });
  if (found !== undefined && isAtLeast(found, wanted)) return undefined;
  const problem =
    found === undefined ? "Go was not found, or does not work here" : `Go ${found.replace("go", "")} is too old`;
  return `${problem}: the lab builds its parts with Go ${wanted} or newer.\nFix: install it from https://go.dev/dl/ and put it on the PATH.`;
}

/**
 * Builds every tool that a module's go.mod names.
 *
 * @param source The folder with go.mod and go.sum.
 * @param output Where the executables go.
 * @param linkerFlags For example `["-X", "package/version.Version=v1.2.3"]`.
 * @param tags Build tags. Default: none.
 */
export async function buildTools(
  source: string,
  output: string,
  linkerFlags: string[],
  tags: string[] = [],
): Promise<void> {
  const linker = ["-s", "-w", ...linkerFlags].join(" ");
  const tagged = tags.length > 0 ? ["-tags", tags.join(",")] : [];
  await run(["go", "build", ...buildFlags, ...tagged, "-ldflags", linker, "-o", `${output}/`, "tool"], {
    cwd: source,
    env: environment,
  });
}

/**
 * Brings a module onto this machine as its files.
 *
 * @param path For example `"sigs.k8s.io/kwok"`. lab/parts/go/sources names its version, and its go.sum the checksum.
 * @returns The folder with its files, which are read-only.
 */
export async function moduleSource(path: string): Promise<string> {
  const sources = join(modulesFolder, "sources");
  const version = new RegExp(`${path} (v\\S+)`).exec(readFileSync(join(sources, "go.mod"), "utf8"))?.[1];
  if (version === undefined) throw new LabError(`lab/parts/go/sources/go.mod does not name ${path}.`);
  const answer = await run(["go", "mod", "download", "-json", `${path}@${version}`], {
    cwd: sources,
    env: environment,
  });
  const { Dir, Sum } = JSON.parse(answer) as { Dir: string; Sum: string };
  // Go compares with go.sum only what it finds there, and adds the rest: without an entry nothing would be checked.
  if (!readFileSync(join(sources, "go.sum"), "utf8").split("\n").includes(`${path} ${version} ${Sum}`)) {
    throw new LabError(
      `lab/parts/go/sources/go.sum holds no checksum ${Sum} of ${path} ${version}: it is not what was reviewed.`,
    );
  }
  return Dir;
}
