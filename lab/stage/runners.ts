import * as fs from "node:fs";
import * as path from "node:path";
import { stageVariables } from "./environment";
import { kubeconfigFile, type ApiUser } from "./keys";
import type { StagePart } from "./part";
import { startMark } from "./processes";
import type { Stage } from "./stage";

/** Plays kubelet for the images that matter. Ending it ends what it runs. */
export const kubelet = runner("kubelet", ["kwok", "emulator"]);

/** A program of the lab's own, in a Node process of its own. It prints a line with the word "watching" once it works. */
function runner(name: ApiUser, after: string[]): StagePart {
  return {
    name,
    after,
    command: (stage) => ({
      file: process.execPath,
      arguments: [path.join(__dirname, "..", name, "start.js")],
      environment: { ...stageVariables(stage), KUBECONFIG: kubeconfigFile(stage.directory, name) },
    }),
    ready: async (stage) => {
      if (!(await printedSinceStart(stage, name)).includes("watching")) throw new Error("it does not watch yet");
    },
  };
}

/** What a part printed since it was last started. */
async function printedSinceStart(stage: Stage, name: string): Promise<string> {
  const log = stage.processes.find((process) => process.name === name)?.log;
  if (log === undefined) return "";
  const text = await fs.promises.readFile(log, "utf8");
  return text.slice(text.lastIndexOf(startMark));
}
