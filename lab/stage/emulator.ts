import * as path from "node:path";
import { ask } from "./ask";
import { databasesFolder } from "./folders";
import type { StagePart } from "./part";

const program = path.join(__dirname, "..", "emulator", "main.py");

/** The AWS emulator. What it holds is in its memory: it is gone when the process ends. */
export const emulator: StagePart = {
  name: "emulator",
  after: [],
  address: (stage) => stage.aws.endpoint,
  command: (stage) => ({
    file: stage.parts.python,
    arguments: [
      program,
      `--port=${stage.ports["emulator"]}`,
      `--issuer=${stage.kubernetes.issuer}=${stage.kubernetes.publicKeyFile}`,
      `--databases=${databasesFolder(stage.directory)}`,
    ],
  }),
  ready: async (stage) => void (await ask(`${stage.aws.endpoint}/moto-api/`)),
};
