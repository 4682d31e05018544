import { join } from "node:path";

import type { Part } from "./part";
import { ask, run } from "./run";
import { isAtLeast } from "./versions";

const least = "3.10";

/** A virtual environment borrows this machine's Python: another one needs another environment. */
const describe = "import sys; print(sys.version.split()[0], sys.base_prefix, sep='\\n')";

interface Python {
  program: string;
  version: string;
  prefix: string;
}

function findPython(): Python | undefined {
  for (const program of ["python3", "python"]) {
    const [found, prefix] = ask(program, ["-c", describe])?.split("\n") ?? [];
    if (found !== undefined && prefix !== undefined) return { program, version: found, prefix };
  }
  return undefined;
}

function missing(python: Python | undefined, user: string): string | undefined {
  const fix = `Fix: install it from https://www.python.org/downloads/ or your package manager, and put it on the PATH.`;
  if (python === undefined) return `Python was not found: ${user} needs Python ${least} or newer.\n${fix}`;
  if (!isAtLeast(python.version, least)) {
    return `Python ${python.version} is too old: ${user} needs ${least} or newer.\n${fix}`;
  }
  if (ask(python.program, ["-c", "import venv, ensurepip"]) !== undefined) return undefined;
  return (
    `Python ${python.version} lacks its modules venv and ensurepip, which make the environment of ${user}.\n` +
    "Fix: install them, on Debian and Ubuntu with: apt install python3-venv"
  );
}

/**
 * A part that is a virtual environment of its own. Every package is pinned with its checksums.
 *
 * @param part `user`: who needs Python, for messages, e.g. `"the AWS emulator"`. `requirements`: the file that pins the packages.
 */
export function pythonPart(
  part: Pick<Part, "name" | "version" | "title" | "cold"> & { user: string; requirements: string },
): Part {
  const { user, requirements, ...described } = part;
  const python = findPython();
  return {
    ...described,
    inputs: { files: [requirements], settings: [python?.version ?? "", python?.prefix ?? ""] },
    missing: () => missing(python, user),
    build: async (folder) => {
      const environment = join(folder, "venv");
      await run([python?.program ?? "python3", "-m", "venv", environment], { cwd: folder });
      const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
      // Wheels alone: a source package would run its own code to build itself.
      const checked = ["--require-hashes", "--only-binary", ":all:", "--requirement", requirements];
      await run([pythonIn(folder), ...install, ...checked], { cwd: folder });
    },
  };
}

/**
 * The Python of a built part's folder. What pip wrote into `bin` beside it remembers the folder in which it was built: a program is
 * run as `python -m`.
 */
export function pythonIn(folder: string): string {
  return join(folder, "venv", "bin", "python");
}
