import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";

const root = path.join(__dirname, "..", "..");

/** Which room may import which. A room is the longest of these prefixes that a file's path begins with. */
const arrows: Record<string, string[]> = {
  "index.ts": ["components/index.ts", "services"],
  "components/index.ts": ["components", "components/model"],
  components: ["components/model"],
  // One table of intervals for the schema and the guard, one vocabulary for the guard and the cluster's own.
  "components/model": ["policies/rotation/interval.ts", "policies/detect/as-data.ts"],
  services: ["components/model"],
  policies: ["policies/engine", "policies/detect"],
  "policies/engine": ["policies/detect"],
  "policies/rules": [
    "policies/engine",
    "policies/detect",
    "policies/rotation",
    "policies/rotation/interval.ts",
    "policies/kubernetes",
    "policies/vault",
    "policies/entries",
    "policies/iam",
    "policies/places",
    "policies/provenance",
  ],
  "policies/places": ["policies/engine", "policies/detect"],
  "policies/provenance": ["policies/engine", "policies/detect", "policies/places"],
  "policies/iam": ["policies/engine"],
  "policies/kubernetes": ["policies/engine"],
  "policies/vault": ["policies/engine", "policies/kubernetes"],
  "policies/entries": ["policies/engine", "policies/detect"],
  "policies/detect": [],
  "policies/detect/as-data.ts": ["policies/detect"],
  "policies/rotation": ["policies/engine", "policies/rotation/interval.ts"],
  "policies/rotation/interval.ts": [],
  cli: [
    "report",
    "components/model",
    "policies/detect",
    "policies/engine",
    "policies/places",
    "policies/kubernetes",
    // The longest intervals, for whoever chooses one.
    "policies/rotation/interval.ts",
  ],
  report: ["components/model", "policies/detect"],
  examples: ["components/index.ts"],
  // What an application installs: a package of its own, in plain JavaScript.
  runtime: [],
  scripts: ["policies/engine", "policies/detect", "cli", "report"],
  // It measures the guard, the preview's client of the pack included; nobody imports it.
  bench: ["policies/detect", "cli", "bench/rotation", "bench/services"],
  // They measure on a stage of the lab, as the end-to-end tests do.
  "bench/own-stage.ts": ["lab/given", "lab/parts", "lab/stage"],
  "bench/rotation": ["bench", "bench/own-stage.ts", "cli", "lab/engine", "lab/stage"],
  "bench/services": ["bench", "bench/own-stage.ts", "cli", "lab/engine", "lab/stage"],
  // The local stage: nobody but tests imports it.
  lab: ["lab/lab-error.ts", "lab/parts", "lab/stage", "lab/given", "lab/engine", "lab/demo"],
  "lab/lab-error.ts": [],
  "lab/parts": ["lab/lab-error.ts"],
  "lab/stage": ["lab/lab-error.ts", "lab/parts", "lab/kubelet/images.ts"],
  "lab/given": [
    "lab/lab-error.ts",
    "lab/stage",
    "lab/engine",
    "lab/given/rotation-function.ts",
    "components/model",
    "services",
  ],
  // The same stand-in for a function that exists, and for one that the program deploys.
  "lab/given/rotation-function.ts": ["lab/stage", "lab/given"],
  "lab/engine": [
    "lab/lab-error.ts",
    "lab/stage",
    "lab/given",
    "lab/given/rotation-function.ts",
    "lab/charts",
    "components/model",
  ],
  "lab/demo": ["lab/lab-error.ts", "lab/parts", "lab/stage", "lab/given", "lab/engine"],
  "lab/providers": ["lab/lab-error.ts", "lab/given/rotation-function.ts"],
  "lab/kubelet": ["lab/lab-error.ts", "lab/stage", "lab/kubelet/images.ts"],
  // Both that which runs pods and that which must leave them alone have to know.
  "lab/kubelet/images.ts": [],
  "lab/charts": [],
  // What the stand-ins have in common that lab/kubelet runs as pods.
  "lab/pods": ["lab/lab-error.ts"],
  "lab/reloader": ["lab/pods", "lab/kubelet"],
  "lab/companion": ["lab/lab-error.ts", "lab/pods", "lab/kubelet"],
};

/** What every component may use beside its model: they register nothing. */
const helpers = new Set(["components/refuse.ts"]);

function sources(folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.name === "node_modules" || entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) return sources(file);
    return file.endsWith(".ts") && !file.endsWith(".d.ts") ? [file] : [];
  });
}

function roomOf(file: string): string | undefined {
  const rooms = Object.keys(arrows).filter((room) => file === room || file.startsWith(`${room}/`));
  return rooms.sort((one, other) => other.length - one.length)[0];
}

function importsOf(file: string): string[] {
  const info = ts.preProcessFile(fs.readFileSync(path.join(root, file), "utf8"), true, true);
  return info.importedFiles.map(({ fileName }) => fileName);
}

/** The project's file that a relative import means, or nothing where it is a package. */
function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const target = path.posix.join(path.posix.dirname(from), specifier);
  return (
    [target, `${target}.ts`, `${target}/index.ts`].find(
      (file) => file.endsWith(".ts") && fs.existsSync(path.join(root, file)),
    ) ?? target
  );
}

const files = sources(".").map((file) => path.posix.normalize(file));

/** One way round for each circle that is met, as a line of files. */
function circles(imported: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const left = new Set<string>();
  const way: string[] = [];
  const enter = (file: string): void => {
    if (left.has(file)) return;
    const before = way.indexOf(file);
    if (before >= 0) {
      found.push([...way.slice(before), file].join(" -> "));
      return;
    }
    way.push(file);
    for (const next of imported.get(file) ?? []) enter(next);
    way.pop();
    left.add(file);
  };
  for (const file of imported.keys()) enter(file);
  return found;
}

describe("the house", () => {
  it("gives every source file a room", () => {
    const homeless = files.filter((file) => !file.startsWith("test/") && roomOf(file) === undefined);
    assert.deepEqual(homeless, []);
  });

  it("imports along its arrows only", () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file);
      if (room === undefined) return [];
      return importsOf(file).flatMap((specifier) => {
        const target = resolveImport(file, specifier);
        if (target === undefined || helpers.has(target)) return [];
        const to = roomOf(target);
        // Inside components/ each file is a room of its own: a component takes references, never another component.
        const sameRoom = to === room && room !== "components";
        return sameRoom || (to !== undefined && arrows[room]!.includes(to)) ? [] : [`${file} imports ${target}`];
      });
    });
    assert.deepEqual(wrong, []);
  });

  it("goes in no circles", () => {
    const imported = new Map(
      files.map((file) => [file, importsOf(file).flatMap((specifier) => resolveImport(file, specifier) ?? [])]),
    );
    assert.deepEqual(circles(imported), []);
  });

  it("keeps the heavy packages out of the guard and out of the pure rooms", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => {
          if (/^@pulumi\/(aws|kubernetes)$/.test(specifier)) return true;
          if (/^(components\/model|policies\/detect)\//.test(file)) return specifier.startsWith("@pulumi/");
          return file.startsWith("policies/") && /^@pulumi\/(aws|kubernetes|random)/.test(specifier);
        })
        .filter(() => !file.startsWith("test/") && !file.startsWith("examples/"))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("is imported by tests, and imports none of them", () => {
    const wrong = files
      .filter((file) => !file.startsWith("test/"))
      .flatMap((file) => importsOf(file).map((specifier) => [file, resolveImport(file, specifier)] as const))
      .filter(([, target]) => target?.startsWith("test/"));
    assert.deepEqual(wrong, []);
  });
});
