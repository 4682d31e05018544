"use strict";
// Mocha's usual output, and a line of counts added to a file for .ci/run to read: npm test -- --reporter ./scripts/count-reporter.js
// --reporter-option counts=FILE
const { appendFileSync } = require("node:fs");
const { reporters } = require("mocha");

class CountReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = options?.reporterOptions?.counts;
    if (!file) throw new Error("The counts have nowhere to go. Fix: --reporter-option counts=FILE");
    let passed = 0;
    let failed = 0;
    let ended = false;
    runner.on("pass", () => passed++);
    // Mocha also reports a failed hook here, as the failure that it is.
    runner.on("fail", () => failed++);
    runner.once("end", () => (ended = true));
    // On exit rather than at the end of the run, so that a crash half-way leaves what was counted until then,
    // and itself.
    process.on("exit", () => appendFileSync(file, `${passed} ${ended ? failed : failed + 1}\n`));
  }
}

module.exports = CountReporter;
