// tsconfig.json loads this file before the first rule. The engine's pack host compiles with the type checker's machinery on,
// which takes 1.4 s of a 2.3 s start even with noCheck; this hands the work to a plain transpiler. The tests check types.
const path = require("node:path");
const { REGISTER_INSTANCE, register } = require("ts-node");

process[REGISTER_INSTANCE].enabled(false);
register({ transpileOnly: true, project: path.join(__dirname, "..", "tsconfig.json") });
