// tsconfig.json loads this file before the first rule. The engine's pack host compiles with the type checker's machinery on,
// which takes most of its start even with noCheck; this hands the work to a plain transpiler that keeps what it compiled. The
// tests check types.
const path = require("node:path");
const { REGISTER_INSTANCE } = require("ts-node");
const { loadTypeScript } = require("../load-typescript.js");

process[REGISTER_INSTANCE].enabled(false);
// The host maps stacks itself, from the source that it compiled: here there is none to map.
loadTypeScript(path.join(__dirname, ".."), { sourceMaps: false });
