"use strict";
// Started as a process of its own: node lab/kubelet/start.js, with STRONGROOM_LAB naming the stage.
const { join } = require("node:path");
const { loadTypeScript } = require("../../policies/load-typescript.js");

loadTypeScript(join(__dirname, "..", ".."));
void require("./main.ts").main();
