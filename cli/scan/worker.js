"use strict";
// A thread of a scan. It begins with nothing loaded, so it is plain CommonJS that loads the rest.
const { join } = require("node:path");
const { parentPort, workerData } = require("node:worker_threads");
const { loadTypeScript } = require("../../policies/load-typescript.js");

loadTypeScript(join(__dirname, "..", ".."));
parentPort.postMessage(require("./scan-files").takeFiles(workerData));
