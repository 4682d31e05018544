// Preloaded into a run of strongroom: the process ends, as by a power cut, right before it writes the line of the journal that
// STRONGROOM_KILL_AT begins with the event and the step of, e.g. "done stage".
const fs = require("node:fs");

const [event, step] = (process.env.STRONGROOM_KILL_AT ?? "").split(" ");
const write = fs.writeSync;
fs.writeSync = (file, text, ...rest) => {
  const isLine = typeof text === "string" && text.includes(`"event":"${event}","step":"${step}"`);
  if (isLine) process.kill(process.pid, "SIGKILL");
  return write(file, text, ...rest);
};
