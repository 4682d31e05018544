"use strict";
// npm run docs: writes every generated page anew. test/house/docs.test.ts fails when one differs.
const { mkdirSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
ensureInstalled(root, { development: true });
require("ts-node").register({ transpileOnly: true, project: join(root, "tsconfig.json") });

require("./generate-docs.ts")
  .generatePages()
  .then((pages) => {
    for (const { file, text } of pages) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
      process.stdout.write(`${file}\n`);
    }
  })
  .catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
