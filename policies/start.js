"use strict";
// Where the pack begins: with its sources in a checkout, with what was built of them in the package.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

require(existsSync(join(__dirname, "index.ts")) ? "./index.ts" : "./dist/index.js");
