"use strict";
// npm test: installs what is missing, then hands everything to mocha. Arguments pass through: npm test -- --grep rotation
// The end-to-end tests run on the lab's stage: with CI=true or `npm run test:e2e` what they need is built first, elsewhere they
// run once it stands.
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { loadTypeScript } = require("../policies/load-typescript.js");
const { ensureInstalled } = require("./install.js");

const root = join(__dirname, "..");
const errorStatus = 2;
ensureInstalled(root, { development: true });

const given = process.argv.slice(2).filter((argument) => argument !== "--end-to-end");
const endToEndAlone = process.argv.includes("--end-to-end");
// Whoever names test files means those alone.
const named = given.some((argument) => argument.endsWith(".test.ts"));

main().then(
  (status) => process.exit(status),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(errorStatus);
  },
);

async function main() {
  if (named) return runMocha(given);
  loadTypeScript(root);
  const { ensureParts, whatIsLeftOut } = require("../lab/parts/parts.ts");
  const leftOut = endToEndAlone ? undefined : whatIsLeftOut("the end-to-end tests");
  if (leftOut === undefined) await ensureParts((line) => process.stderr.write(`${line}\n`));
  if (endToEndAlone) return runMocha([...given, "test/e2e/**/*.test.ts"]);

  const status = runMocha([...given, "test/**/*.test.ts", ...(leftOut ? ["--ignore", "test/e2e/**"] : [])]);
  // At the end, where it is read.
  if (leftOut) process.stderr.write(`${leftOut}\n`);
  return status;
}

function runMocha(argumentList) {
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const result = spawnSync(process.execPath, [mocha, ...argumentList], { cwd: root, stdio: "inherit" });
  if (result.error) process.stderr.write(`mocha could not be started: ${result.error.message}\n`);
  return result.status ?? errorStatus;
}
