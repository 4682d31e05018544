"use strict";
// A process that runs one stack's program and tells its parent. The SDK holds one program, so each stack needs a process of its own.
const { join } = require("node:path");
const { loadTypeScript } = require("../../policies/load-typescript.js");

// Places in the sources are wanted of every finding.
loadTypeScript(join(__dirname, "..", ".."), { sourceMaps: true });

const jobs = {
  preview: ({ environment, options }) =>
    require("./collect-preview").collectPreview(environment, options, process.cwd()),
  judge: (task) => require("../report/judge-stacks").judgeStack(task),
};

process.once("message", ({ job, task }) => {
  // A program has ended when nothing is left to do: the channel to the parent must not count.
  process.channel.unref();
  jobs[job](task).then(
    (result) => process.send(result, () => process.exit(0)),
    (error) => {
      const message = error.name === "UserError" ? error.message : (error.stack ?? String(error));
      process.send({ failure: message, problems: [{ message }] }, () => process.exit(0));
    },
  );
});
