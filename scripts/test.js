"use strict";
// npm test: installs what is missing, then hands everything to mocha. Arguments pass through: npm test -- --grep rotation
// The end-to-end tests run on the lab's stage: with CI=true or `npm run test:e2e` what they need is built first, elsewhere they
// run once it stands. They mostly wait, for pods and for the operator, so all others run beside them.
const { spawn } = require("node:child_process");
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

  const others = [...given, "test/**/*.test.ts", "--ignore", "test/e2e/**"];
  if (leftOut === undefined) return runBoth([...given, "test/e2e/**/*.test.ts"], others);
  const status = await runMocha(others);
  // At the end, where it is read.
  process.stderr.write(`${leftOut}\n`);
  return status;
}

/** Shows the first as it goes, and the second, which is done earlier, below it. */
async function runBoth(first, second) {
  let said = "";
  const hear = (text) => (said += text);
  const statuses = await Promise.all([runMocha(first), runMocha(second, hear)]);
  process.stdout.write(`\n  beside the end-to-end tests:\n${said}`);
  return statuses.find((status) => status !== 0) ?? 0;
}

/**
 * @param {string[]} argumentList
 * @param {((text: string) => void) | undefined} hear Is told what is printed, in place of the terminal.
 */
function runMocha(argumentList, hear) {
  const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
  const stdio = hear === undefined ? "inherit" : ["ignore", "pipe", "pipe"];
  const child = spawn(process.execPath, [mocha, ...argumentList], { cwd: root, stdio });
  for (const stream of hear === undefined ? [] : [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", hear);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      process.stderr.write(`mocha could not be started: ${error.message}\n`);
      resolve(errorStatus);
    });
    child.once("close", (status) => resolve(status ?? errorStatus));
  });
}
