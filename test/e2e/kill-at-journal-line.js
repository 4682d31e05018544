// Preloaded into a run of strongroom: the process ends, as by a power cut, at the line of the journal that STRONGROOM_KILL_AT
// begins with the event and the step of: right before it is written ("done stage"), or as soon as it is on the disk
// ("done stage written"). At the line of STRONGROOM_STOP_AT it stops instead, until somebody sends SIGCONT.
const fs = require("node:fs");

const place = (text = "") => text.split(" ");
const [event, step, isWritten] = place(process.env.STRONGROOM_KILL_AT);
const [stopEvent, stopStep] = place(process.env.STRONGROOM_STOP_AT);
const isLine = (text, event, step) => typeof text === "string" && text.includes(`"event":"${event}","step":"${step}"`);
const die = () => process.kill(process.pid, "SIGKILL");

const { writeSync, fsyncSync } = fs;
let isDying = false;
fs.writeSync = (file, text, ...rest) => {
  if (isLine(text, event, step)) isWritten ? (isDying = true) : die();
  if (isLine(text, stopEvent, stopStep)) process.kill(process.pid, "SIGSTOP");
  return writeSync(file, text, ...rest);
};
fs.fsyncSync = (file) => {
  fsyncSync(file);
  if (isDying) die();
};
