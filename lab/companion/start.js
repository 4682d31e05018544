"use strict";
// Started as a process of its own: node lab/companion/start.js, by lab/kubelet.
const { join } = require("node:path");
// The SDKs are pinned: what their later versions will need is no news.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const { loadTypeScript } = require("../../policies/load-typescript.js");

loadTypeScript(join(__dirname, "..", ".."));
void require("./main.ts").main();
