#!/usr/bin/env node
"use strict";
// The one executable. A checkout runs from its TypeScript, and installs what is missing first: so this is plain CommonJS without
// dependencies. The package holds what was built of it.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const isCheckout = existsSync(join(root, "cli"));
const code = isCheckout ? root : join(root, "dist");
if (isCheckout) require("../scripts/install.js").ensureInstalled(root, { development: false });

// Programs and declarations are TypeScript in any case. Lines of it matter only to whoever asked for stacks, or for the places of
// findings.
const sourceMaps = process.argv.some((argument) => /^--(verbose|format|json|summary|sarif)(=|$)/.test(argument));
const { loadTypeScript } = require(join(code, "policies", "load-typescript.js"));
loadTypeScript(code, { sourceMaps });
require(join(code, "cli", "main")).main(process.argv);
