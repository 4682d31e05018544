"use strict";
// npm test: installs what is missing, then hands everything to mocha. Arguments pass through: npm test -- --grep rotation
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: true });

const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
const result = spawnSync(process.execPath, [mocha, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
if (result.error) process.stderr.write(`mocha could not be started: ${result.error.message}\n`);
process.exit(result.status ?? 1);
