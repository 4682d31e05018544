"use strict";
// npm run bench:guard and npm run fuzz:guard: installs what is missing, then runs the programs of bench/.
const { join } = require("node:path");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: true });
require("ts-node").register({ transpileOnly: true, project: join(root, "tsconfig.json") });

require("../bench/main.ts").main(process.argv);
