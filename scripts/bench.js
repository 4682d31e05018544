"use strict";
// npm run bench:guard, bench:rotation, bench:scale and fuzz:guard: installs what is missing, then runs the programs of bench/.
const { join } = require("node:path");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: true });
// The SDKs are pinned: what their later versions will need is no news.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
require("ts-node").register({ transpileOnly: true, project: join(root, "tsconfig.json") });

require("../bench/main.ts").main(process.argv);
