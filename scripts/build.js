"use strict";
// npm run build: writes dist/, which the package ships: JavaScript for everything, types for what package.json exports. npm pack
// and npm publish run it by themselves.
const { spawnSync } = require("node:child_process");
const { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
const dist = join(root, "dist");
ensureInstalled(root, { development: true });

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) process.exit(status ?? 2);

// What the compiler leaves where it is. The settings are those under which programs and declarations of a user are compiled.
const workers = readdirSync(join(root, "cli"), { recursive: true }).filter((file) => file.endsWith(".js"));
const asTheyAre = [
  ...workers.map((file) => join("cli", file)),
  "policies/load-typescript.js",
  "policies/PulumiPolicy.yaml",
  "playbooks",
  "report/html/page-script.js",
  "report/html/style",
  "report/schemas",
  "tsconfig.json",
];
for (const file of asTheyAre) cpSync(join(root, file), join(dist, file), { recursive: true });
writePackManifest();
removeInternalTypes();

/** The policy engine reads the pack's version, and where it begins, from a package.json of the pack's own. */
function writePackManifest() {
  const { name, version, description, license } = readJson(join(root, "policies", "package.json"));
  const manifest = { name, version, description, license, private: true, main: "index.js" };
  writeFileSync(join(dist, "policies", "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Keeps the declarations that the exports of package.json lead to. */
function removeInternalTypes() {
  const ts = require("typescript");
  const entries = Object.values(readJson(join(root, "package.json")).exports).flatMap(({ types }) => types ?? []);
  const kept = new Set();
  const keep = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      if (fileName.startsWith(".")) keep(declarationOf(join(dirname(file), fileName)));
    }
  };
  for (const entry of entries) keep(join(root, entry));
  for (const file of filesOf(dist)) if (file.endsWith(".d.ts") && !kept.has(file)) rmSync(file);
}

function declarationOf(module) {
  const isFolder = statSync(module, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(module, "index.d.ts") : `${module}.d.ts`;
}

function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(file) : [file];
  });
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
