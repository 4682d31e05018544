import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DependencyInfo } from "@pulumi/pulumi/proto/language_pb";
import { PackageDependency } from "@pulumi/pulumi/proto/plugin_pb";

/** What counts of a package.json. */
interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
}

/**
 * The provider plugins that a program needs: one for each package that it depends on, directly or not, whose package.json says
 * `pulumi.resource`. The vendor's host walks all of node_modules instead, which takes seconds and finds what nobody imports.
 *
 * @param folder The program's folder.
 */
export function requiredPackages(folder: string): PackageDependency[] {
  return installed(folder)
    .filter(({ manifest }) => manifest.pulumi?.resource === true)
    .map(({ manifest: { name = "", version = "", pulumi } }) => {
      const dependency = new PackageDependency();
      dependency.setKind("resource");
      dependency.setName(pulumi?.name ?? name.replace(/^@pulumi\//, ""));
      dependency.setVersion(`v${(pulumi?.version ?? version).replace(/^v/, "")}`);
      dependency.setServer(pulumi?.server ?? "");
      return dependency;
    });
}

/**
 * What a program depends on, with the installed versions, for `pulumi about`.
 *
 * @param transitive Whether dependencies of dependencies count.
 */
export function programDependencies(folder: string, transitive: boolean): DependencyInfo[] {
  const own = nearestManifest(folder);
  const direct = directDependencies(own?.manifest);
  return installed(folder)
    .filter(({ name }) => transitive || direct.includes(name))
    .map(({ name, manifest }) => {
      const info = new DependencyInfo();
      info.setName(name);
      info.setVersion(manifest.version ?? "");
      return info;
    });
}

/** Every installed package that the program's package.json leads to, once each. What is not installed is left out. */
function installed(folder: string): { name: string; manifest: Manifest }[] {
  const found = new Map<string, { name: string; manifest: Manifest }>();
  const visit = (from: string, names: string[]): void => {
    for (const name of names) {
      const file = locateManifest(from, name);
      if (file === undefined || found.has(file)) continue;
      const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
      found.set(file, { name, manifest });
      visit(dirname(file), Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
    }
  };
  const own = nearestManifest(folder);
  if (own) visit(own.folder, directDependencies(own.manifest));
  return [...found.values()];
}

function directDependencies({ dependencies, devDependencies, peerDependencies }: Manifest = {}): string[] {
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
}

/** A package may hide its package.json from `require`, so it is looked for where Node would look for the package. */
function locateManifest(from: string, name: string): string | undefined {
  const places = createRequire(join(from, "index.js")).resolve.paths(name) ?? [];
  return places.map((place) => join(place, name, "package.json")).find((file) => existsSync(file));
}

function nearestManifest(folder: string): { folder: string; manifest: Manifest } | undefined {
  const file = join(folder, "package.json");
  if (existsSync(file)) return { folder, manifest: JSON.parse(readFileSync(file, "utf8")) as Manifest };
  return dirname(folder) === folder ? undefined : nearestManifest(dirname(folder));
}
