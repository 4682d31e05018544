"use strict";
// Where secrets are read from: what the environment or a directory holds for each key, as it is, or why it holds nothing.
const { readFileSync, realpathSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { TextDecoder } = require("node:util");

/**
 * @typedef {{ values: Map<string, string>, problems: Map<string, string> }} Reading What was found for each key, and what is
 *   wrong with the others, to be read after the key.
 * @typedef {{ kind: "environment" | "files", shown: string, read: (keys: readonly string[]) => Reading }} Source
 */

/** Times that a directory may change while it is read. Kubernetes changes it about once a minute at most. */
const mostAttempts = 10;

/** @type {Source} */
const environment = {
  kind: "environment",
  shown: "the environment variables that this process was started with",
  read: (keys) =>
    readEach(keys, (key) => {
      const value = process.env[key];
      return value === undefined ? { problem: "the variable is not set" } : { value };
    }),
};

/**
 * One file a key. Kubernetes writes each state into a folder of its own and turns the link `..data` to it, so that a reader
 * who follows the link once sees one state. The folder before is removed: then the new one is read.
 *
 * @param {string} directory
 * @returns {Source}
 */
function files(directory) {
  const read = (/** @type {readonly string[]} */ keys) => {
    for (let attempt = 1; ; attempt++) {
      const folder = currentFolder(directory);
      const reading = readEach(keys, (key) => readText(join(folder, key)));
      if (currentFolder(directory) === folder) return withFolder(directory, reading);
      // Two states must not be mixed.
      if (attempt === mostAttempts) return failed(keys, "the directory changed each time that it was read");
    }
  };
  return { kind: "files", shown: `the directory ${directory}`, read };
}

/** @param {string} directory */
function currentFolder(directory) {
  try {
    return realpathSync(join(directory, "..data"));
  } catch {
    return directory;
  }
}

/**
 * @param {string} file
 * @returns {{ value: string } | { problem: string }}
 */
function readText(file) {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    return { problem: code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code})` };
  }
  try {
    // Neither replacing what is no text nor leaving out a byte order mark: both would be another value.
    return { value: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { problem: "the file is no UTF-8 text" };
  }
}

/**
 * @param {readonly string[]} keys
 * @param {(key: string) => { value: string } | { problem: string }} readOne
 * @returns {Reading}
 */
function readEach(keys, readOne) {
  /** @type {Reading} */
  const reading = { values: new Map(), problems: new Map() };
  for (const key of keys) {
    const found = readOne(key);
    if ("problem" in found) reading.problems.set(key, found.problem);
    else if (found.value === "") reading.problems.set(key, "is there, but empty");
    else if (found.value.trim() === "") reading.problems.set(key, "is there, but holds white space alone");
    else reading.values.set(key, found.value);
  }
  return reading;
}

/**
 * A volume that is not mounted explains every missing file.
 *
 * @param {string} directory
 * @param {Reading} reading
 * @returns {Reading}
 */
function withFolder(directory, reading) {
  if (reading.problems.size === 0) return reading;
  const isThere = statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere) return reading;
  return failed([...reading.problems.keys()], "there is no such directory");
}

/**
 * @param {readonly string[]} keys
 * @param {string} problem
 * @returns {Reading}
 */
function failed(keys, problem) {
  return { values: new Map(), problems: new Map(keys.map((key) => [key, problem])) };
}

module.exports = { environment, files };
