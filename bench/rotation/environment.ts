import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig, type V1Deployment } from "@kubernetes/client-node";
import { parse, parseDocument } from "yaml";
import { UserError } from "../../cli/user-error";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment, pulumiEvents } from "../../lab/engine/run-pulumi";
import { clientSettings } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";
import { type OwnStage, startOwnStage } from "../own-stage";

const account = "111122223333";

/** The environment dev on a stage of the lab, with events, values, and a Deployment that reads them. */
export interface Environment extends OwnStage {
  core: CoreV1Api;
  apps: AppsV1Api;
  custom: CustomObjectsApi;
  secretsManager: SecretsManagerClient;
}

/**
 * Brings it up, on a stage of its own.
 *
 * @param report Takes lines of progress.
 * @throws UserError when a command fails, with what it said.
 */
export async function bringUp(report: (line: string) => void): Promise<Environment> {
  const own = await startOwnStage("rotation", report, async (stage) => {
    turnEventsOn(stage);
    await update(stage);
    await seed(stage);
    await update(stage);
  });
  return { ...own, ...(await clients(own.stage)) };
}

function turnEventsOn(stage: Stage): void {
  writeProject(stage, checkout, process.env["PATH"] ?? "");
  const file = path.join(stage.directory, "project", "stacks", "Pulumi.dev.yaml");
  const document = parseDocument(fs.readFileSync(file, "utf8"));
  document.setIn(["config", "strongroom:eventSync"], { enabled: true });
  fs.writeFileSync(file, document.toString());
}

async function update(stage: Stage): Promise<void> {
  const { status, stdout, stderr } = await pulumiEvents(stage, ["up", "--stack", "dev", "--yes", "--skip-preview"]);
  if (status !== 0) throw new UserError(`pulumi up failed:\n${stdout}\n${stderr}`);
}

async function seed(stage: Stage): Promise<void> {
  const value = (): string => randomBytes(24).toString("base64url");
  const values = {
    database: { username: "api", password: value() },
    app: { STRIPE_SECRET_KEY: value() },
    apple: { APPLE_SHARED_SECRET: value() },
  };
  const executable = path.join(checkout, "bin", "strongroom.js");
  const child = spawn(process.execPath, [executable, "seed", "dev", "api"], {
    cwd: path.join(stage.directory, "project"),
    env: await engineEnvironment(stage, account),
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(JSON.stringify(values));
  const [status] = (await once(child, "close")) as [number | null];
  if (status !== 0) throw new UserError(`strongroom seed dev api ended with ${status}`);
}

async function clients(stage: Stage): Promise<Omit<Environment, keyof OwnStage>> {
  const config = new KubeConfig();
  config.loadFromFile(stage.kubernetes.kubeconfig);
  return {
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    custom: config.makeApiClient(CustomObjectsApi),
    secretsManager: new SecretsManagerClient(await clientSettings(stage, account)),
  };
}

/** The demo application, which reads the service's Secret from variables: two pods. */
export function consumer(): V1Deployment {
  return parse(fs.readFileSync(path.join(checkout, "examples", "app", "deployment.yaml"), "utf8")) as V1Deployment;
}

/**
 * Asks until there is an answer.
 *
 * @param what For the error, e.g. `"the Secret has changed"`.
 * @param seconds How long. Default 300.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 300): Promise<T> {
  const last = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > last) throw new UserError(`After ${seconds} seconds it is not so that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
