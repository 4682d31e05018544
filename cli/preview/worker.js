"use strict";
// A process that previews one environment and tells its parent. The SDK holds one program, so each environment needs a process of its own.
const { join } = require("node:path");
const { loadTypeScript } = require("../../policies/load-typescript.js");

// Places in the sources are wanted of every finding.
loadTypeScript(join(__dirname, "..", ".."), { sourceMaps: true });

process.once("message", ({ environment, options }) => {
  // A program has ended when nothing is left to do: the channel to the parent must not count.
  process.channel.unref();
  const { collectPreview } = require("./collect-preview");
  collectPreview(environment, options, process.cwd()).then(
    (preview) => process.send(preview, () => process.exit(0)),
    (error) => {
      const message = error.stack ?? String(error);
      process.send({ failure: message, problems: [{ message }] }, () => process.exit(0));
    },
  );
});
