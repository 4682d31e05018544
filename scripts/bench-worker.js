"use strict";
// The thread in which the fuzzer tries its values: bench/fuzz/program.ts starts it and ends it when a value hangs.
const { join } = require("node:path");

require("ts-node").register({ transpileOnly: true, project: join(__dirname, "..", "tsconfig.json") });
require("../bench/fuzz/worker.ts");
