"use strict";
// npm test: installs what is missing, then hands everything to mocha. Arguments pass through: npm test -- --grep rotation
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: true });

const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
const given = process.argv.slice(2);
// Whoever names test files means those alone.
const files = given.some((argument) => argument.endsWith(".test.ts")) ? [] : ["test/**/*.test.ts"];
const result = spawnSync(process.execPath, [mocha, ...given, ...files], { cwd: root, stdio: "inherit" });
if (result.error) process.stderr.write(`mocha could not be started: ${result.error.message}\n`);
process.exit(result.status ?? 1);
