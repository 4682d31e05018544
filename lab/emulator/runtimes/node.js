"use strict";
// Runs one event through a Node handler, as Lambda's runtime does. See gaps/lambda_processes.py.
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

async function main() {
  const { LAB_RESULT: result, _HANDLER: handler, AWS_LAMBDA_FUNCTION_NAME: functionName } = process.env;
  delete process.env.LAB_RESULT;
  const dot = handler.lastIndexOf(".");
  const event = JSON.parse(readFileSync(0, "utf8"));
  let answer;
  try {
    const module = await load(join(process.cwd(), handler.slice(0, dot)));
    answer = { value: (await module[handler.slice(dot + 1)](event, { functionName, awsRequestId: "lab" })) ?? null };
  } catch (error) {
    answer = { error: { errorType: error.name, errorMessage: error.message } };
  }
  writeFileSync(result, JSON.stringify(answer));
}

function load(path) {
  return existsSync(`${path}.mjs`) ? import(pathToFileURL(`${path}.mjs`).href) : require(path);
}

// Lambda ends with the handler's answer, whatever the function left open.
main().then(() => process.exit(0));
