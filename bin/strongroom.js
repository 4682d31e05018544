#!/usr/bin/env node
"use strict";
// The one executable. On a clean clone it installs what is missing first, so it is plain CommonJS without dependencies.
const { join } = require("node:path");
const { ensureInstalled } = require("../scripts/install.js");
const { loadTypeScript } = require("../policies/load-typescript.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: false });

// Lines of the TypeScript matter only to whoever asked for stacks, or for the places of findings.
const sourceMaps = process.argv.some((argument) => /^--(verbose|format|json|summary|sarif)(=|$)/.test(argument));
loadTypeScript(root, { sourceMaps });
require("../cli/main.ts").main(process.argv);
