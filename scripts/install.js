"use strict";
// Makes sure that the dependencies stand before anything of ours is loaded. Plain CommonJS on Node's own modules alone: it
// runs on a clean clone. bin/strongroom.js and scripts/test.js share it.
const { spawnSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/** Exit status of everything that is neither clean nor a violation. */
const errorStatus = 2;

/** Stops with a message that carries its fix. */
function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(errorStatus);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Says why this Node is too old, or nothing.
 *
 * @param {string} version For example `process.versions.node`.
 * @param {string} wanted The `engines.node` of package.json, e.g. `">=20.19"`.
 */
function nodeProblem(version, wanted) {
  const [major, minor] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor] = wanted.replace(">=", "").split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return (
    `Strongroom needs Node ${wantedMajor}.${wantedMinor} or newer; this is Node ${version}.\n` +
    "Fix: install the current release from https://nodejs.org, or type: nvm install --lts"
  );
}

/**
 * Says which packages of package-lock.json are missing from node_modules, by npm's own record of what it put there. So an
 * `npm install` typed by hand counts, and nothing is installed twice.
 *
 * @param {{packages?: object}|undefined} wanted package-lock.json.
 * @param {{packages?: object}|undefined} installed node_modules/.package-lock.json.
 * @param {boolean} withDevelopment Whether development dependencies are needed, as the tests do.
 */
function missingPackages(wanted, installed, withDevelopment) {
  return Object.entries(wanted?.packages ?? {})
    .filter(([path, entry]) => {
      if (!path.startsWith("node_modules/") || entry.link || entry.optional || entry.devOptional) return false;
      if (entry.dev && !withDevelopment) return false;
      const found = installed?.packages?.[path];
      return found?.version !== entry.version || found?.integrity !== entry.integrity;
    })
    .map(([path]) => path.slice("node_modules/".length));
}

/** Under `npm start` the npm that called us is the one to use; else the one on PATH. */
function runNpm(root, argumentList) {
  const options = { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  const npm = process.env.npm_execpath;
  if (npm && npm.endsWith(".js")) return spawnSync(process.execPath, [npm, ...argumentList], options);
  return spawnSync("npm", argumentList, { ...options, shell: process.platform === "win32" });
}

/**
 * Installs what package-lock.json names and node_modules lacks.
 *
 * @param {string} root The project's folder.
 * @param {{development: boolean}} options `development` also wants what only the tests need.
 */
function ensureInstalled(root, { development }) {
  const problem = nodeProblem(process.versions.node, readJson(join(root, "package.json")).engines.node);
  if (problem) stop(problem);
  const wanted = readJson(join(root, "package-lock.json"));
  const installed = readJson(join(root, "node_modules", ".package-lock.json"));
  const missing = missingPackages(wanted, installed, development);
  if (missing.length === 0) return;

  const what = development ? "dependencies for the tests" : "dependencies";
  process.stderr.write(`Installing ${missing.length} ${what} (npm ci, about a minute the first time) ...\n`);
  const scope = development ? ["--include=dev"] : ["--omit=dev"];
  const result = runNpm(root, ["ci", ...scope, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (result.error) {
    stop(`npm could not be started: ${result.error.message}\nFix: install Node with npm, then type: npm ci`);
  }
  if (result.status !== 0) {
    stop(
      `npm ci failed with exit status ${result.status}:\n${result.stderr.trim()}\nFix: type npm ci and read its log.`,
    );
  }
}

module.exports = { ensureInstalled, missingPackages, nodeProblem };
