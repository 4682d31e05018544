import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { LabError } from "../lab-error";
import { stageDirectory } from "./folders";

export { stageDirectory, stageName } from "./folders";

const stageSchema = z.object({
  /** For example `"default"`. */
  name: z.string(),
  /** The stage's folder, absolute. */
  directory: z.string(),
  /** Where the executables and files stand that the stage runs on. Absolute paths. */
  parts: z.object({
    pulumi: z.string(),
    cluster: z.string(),
    helm: z.string(),
    python: z.string(),
    awsCli: z.string(),
    charts: z.record(z.string(), z.object({ version: z.string(), path: z.string() })),
    customResourceDefinitions: z.string(),
    kwokStages: z.string(),
  }),
  kubernetes: z.object({
    /** The API server, e.g. `https://127.0.0.1:24001`. */
    url: z.string(),
    /** What the API server's service account tokens name as their issuer, in the shape that EKS gives a cluster. */
    issuer: z.string(),
    /** A kubeconfig of an administrator. */
    kubeconfig: z.string(),
    /** PEM: whom to trust for `url`. */
    certificateAuthorityFile: z.string(),
    /** The administrator's bearer token, alone in a file. */
    tokenFile: z.string(),
    /** PEM: verifies the service account tokens. */
    publicKeyFile: z.string(),
  }),
  /** The AWS emulator, e.g. `http://127.0.0.1:24006`. */
  aws: z.object({ endpoint: z.string() }),
  /** Port on 127.0.0.1 by what listens there. They are kept from one `up` to the next where they are still free. */
  ports: z.record(z.string(), z.number()),
  /** Inside 127.0.0.0/8, so that nothing leaves the machine. Classless notation, e.g. `127.70.0.0/16`. */
  ranges: z.object({ services: z.string(), pods: z.string() }),
  processes: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      /** When the process began, in the system's own words: a pid alone may by now be somebody else's. */
      began: z.string(),
      log: z.string(),
    }),
  ),
});

/** A stage that was started: the content of `stage.json` in its folder. */
export type Stage = z.infer<typeof stageSchema>;

/** One process of a stage. */
export type StageProcess = Stage["processes"][number];

/** The file that describes a stage. */
export function stageFile(name: string): string {
  return path.join(stageDirectory(name), "stage.json");
}

/**
 * The stage of that name, or nothing where it was never started or was wiped. Its processes may have ended since.
 *
 * @throws LabError when the file cannot be understood.
 */
export function findStage(name: string): Stage | undefined {
  const file = stageFile(name);
  if (!fs.existsSync(file)) return undefined;
  try {
    return stageSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch {
    throw new LabError(
      `${file} does not describe a stage as this version of the lab does.\n` +
        "Fix: stop the stage with the version that started it, or, if nothing of it runs, delete that folder.",
    );
  }
}

/**
 * The stage of that name.
 *
 * @param name For example `"default"`, or what `stageName()` says.
 * @throws LabError when it was not started.
 * @example const stage = readStage(stageName());
 */
export function readStage(name: string): Stage {
  const stage = findStage(name);
  if (stage !== undefined && stage.processes.length > 0) return stage;
  throw new LabError(`The stage "${name}" is not up.\nFix: type: ${startCommand(name)}`);
}

/** What starts the stage of that name. */
export function startCommand(name: string): string {
  return `${name === "default" ? "" : `STRONGROOM_LAB=${name} `}npm run lab -- up`;
}

/** Keeps the stage's description. Written beside and renamed, so that nobody reads half a file. */
export function writeStage(stage: Stage): void {
  const file = stageFile(stage.name);
  const temporary = `${file}.${process.pid}`;
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.writeFileSync(temporary, `${JSON.stringify(stage, undefined, 2)}\n`, { mode: 0o600 });
  fs.renameSync(temporary, file);
}
