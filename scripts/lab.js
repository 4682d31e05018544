"use strict";
// npm run lab: installs what is missing, then runs the lab's command line. Arguments pass through: npm run lab -- up
const { join } = require("node:path");
const { loadTypeScript } = require("../policies/load-typescript.js");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: true });

// The AWS SDKs are pinned: which Node their later versions will need is no news to whoever runs the lab.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
// The AWS SDK tells every process which Node its future versions want. package-lock.json pins the version that runs here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

loadTypeScript(root);
require("../lab/main.ts").main(process.argv);
