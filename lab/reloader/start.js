"use strict";
// Started as a process of its own: node lab/reloader/start.js, by lab/kubelet.
const { join } = require("node:path");
const { loadTypeScript } = require("../../policies/load-typescript.js");

loadTypeScript(join(__dirname, "..", ".."));
void require("./main.ts").main();
