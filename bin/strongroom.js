#!/usr/bin/env node
"use strict";
// The one executable. On a clean clone it installs what is missing first, so it is plain CommonJS without dependencies.
const { join } = require("node:path");
const { ensureInstalled } = require("../scripts/install.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: false });

// Types are checked by the tests: checking them here costs more than the whole preview.
require("ts-node").register({ transpileOnly: true, project: join(root, "tsconfig.json") });
require("../cli/main.ts").main(process.argv);
