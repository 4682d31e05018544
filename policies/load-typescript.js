"use strict";
// Lets Node load our TypeScript. The compiler alone takes a third of a second to load, so what it made of a file is kept and
// found again by the file's content: the second start of any command compiles nothing. It stands in the pack's folder, because
// the pack has to work from that folder alone.
const { createHash, randomUUID } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const nodeModule = require("node:module");
const { dirname, join, parse } = require("node:path");

/**
 * Files in the cache beyond which it is emptied. A whole checkout is about 500, and an environment may have a thousand services beside:
 * a cache that is smaller than what one start keeps would be emptied by every start.
 */
const most = 20_000;

/**
 * Makes `require` understand `.ts` files, types unchecked: the tests check them.
 *
 * @param {string} root A folder with tsconfig.json; node_modules stands in it or above it.
 * @param {{ sourceMaps?: boolean }} options Whether stacks name lines of the TypeScript. Default true. It costs where many
 *   stacks are made: Pulumi's SDK makes one for every promise.
 */
function loadTypeScript(root, { sourceMaps = true } = {}) {
  const project = join(root, "tsconfig.json");
  const modules = nearestModules(root);
  const folder = join(modules, ".cache", "strongroom");
  const { resolve } = nodeModule.createRequire(join(root, "index.js"));
  const version = (name) => JSON.parse(readFileSync(resolve(`${name}/package.json`), "utf8")).version;
  // Whatever the compiler's answer depends on.
  const setting = [readFileSync(project, "utf8"), version("typescript"), version("ts-node"), process.version].join(
    "\0",
  );
  let compiler;
  let isChecked = false;

  /** Once a process: to list the folder for each file would take longer than to compile it. */
  function checkSize() {
    if (!isChecked) emptyIfLarge(folder);
    isChecked = true;
  }

  function compile(source, file) {
    if (compiler === undefined) {
      const { prepareStackTrace } = Error;
      // TypeScript 6 refuses files outside of the folder of tsconfig.json, unless it is told of a root that holds both.
      const compilerOptions = { rootDir: parse(root).root };
      compiler = require("ts-node").create({ transpileOnly: true, project, compilerOptions });
      // ts-node finds lines of the files that it compiled itself; Node, which it stands before, finds those of kept ones too.
      Error.prepareStackTrace = prepareStackTrace;
    }
    return compiler.compile(source, file);
  }

  require.extensions[".ts"] = (loaded, file) => {
    const source = readFileSync(file, "utf8");
    const kept = join(folder, `${createHash("sha256").update([setting, file, source].join("\0")).digest("hex")}.js`);
    let code = readText(kept);
    if (code === undefined) {
      code = compile(source, file);
      checkSize();
      keep(folder, kept, code);
    }
    loaded._compile(code, file);
  };

  process.setSourceMapsEnabled(sourceMaps);
  // Newer versions of Node keep their own compiled form, too.
  nodeModule.enableCompileCache?.(join(folder, "node"));
}

/** The node_modules that holds the compiler. */
function nearestModules(folder) {
  const modules = join(folder, "node_modules");
  if (existsSync(join(modules, "typescript")) || dirname(folder) === folder) return modules;
  return nearestModules(dirname(folder));
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function emptyIfLarge(folder) {
  try {
    if (readdirSync(folder).length > most) rmSync(folder, { recursive: true, force: true });
  } catch {
    // There is none yet.
  }
}

/** Written beside and renamed, so that nobody reads half a file. A folder that cannot be written costs time, nothing else. */
function keep(folder, file, code) {
  try {
    mkdirSync(folder, { recursive: true });
    const temporary = `${file}.${randomUUID()}`;
    writeFileSync(temporary, code);
    renameSync(temporary, file);
  } catch {
    // The next start compiles again.
  }
}

module.exports = { loadTypeScript };
