import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as path from "node:path";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment } from "../../lab/engine/run-pulumi";
import { accountAmong } from "../../lab/stage/accounts";
import type { Stage } from "../../lab/stage/stage";
import { record } from "./said";

const executable = path.join(checkout, "bin", "strongroom.js");

/** How a run of strongroom ended. */
export interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs strongroom on a stage, with what a person would otherwise type on its standard input.
 *
 * @param args For example `["seed", "dev", "api"]`.
 * @param options `input`: given as JSON. `program`: folder of the program, default the checkout. `killAt`: killed, without a chance
 * to clean up, as soon as it has said so. `executable`: another installation's, default the checkout's.
 */
export async function strongroom(
  stage: Stage,
  args: string[],
  options: { input?: object; program?: string; killAt?: RegExp; executable?: string } = {},
): Promise<Run> {
  const environment = await engineEnvironment(stage, accountAmong(args));
  const { folder } = writeProject(stage, options.program ?? checkout, environment["PATH"] ?? "");
  const child = spawn(process.execPath, [options.executable ?? executable, ...args], { cwd: folder, env: environment });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
    if (options.killAt?.test(said.stdout)) child.kill("SIGKILL");
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  child.stdin.end(options.input === undefined ? "" : JSON.stringify(options.input));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  record(`strongroom ${args.join(" ")}`, `${said.stdout}\n${said.stderr}`);
  return { status, ...said };
}

/**
 * What a person puts for the service api: new values each time. The password has what a URL has to escape. The user is another,
 * too: the stage's database remembers those of environments before, and refuses to rotate one whose password it does not know.
 */
export interface ApiValues {
  database: { username: string; password: string };
  app: { STRIPE_SECRET_KEY: string };
  apple: { APPLE_SHARED_SECRET: string };
}

/** Values for `strongroom seed ENVIRONMENT api`. */
export function apiValues(): ApiValues {
  return {
    database: {
      username: `api_${randomBytes(6).toString("hex")}`,
      password: `${randomValue()} @:/?#[]%+&${randomValue()}`,
    },
    app: { STRIPE_SECRET_KEY: randomValue() },
    apple: { APPLE_SHARED_SECRET: randomValue() },
  };
}

/** A value that nobody has. */
export function randomValue(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * Whether two mappings hold the same.
 *
 * An assertion that compares them itself would print values.
 */
export function same(found: object | undefined, wanted: object): boolean {
  const entries = (values: object): string => JSON.stringify(Object.entries(values).sort());
  return found !== undefined && entries(found) === entries(wanted);
}

/** A URL's parts as a driver reads them; of the password only whether it is the one that was put. */
export function readUrl(text: string, password: string): Record<string, string | boolean> {
  const url = new URL(text);
  const { protocol, username, host, pathname, search, hash } = url;
  return {
    protocol,
    username,
    password: decodeURIComponent(url.password) === password,
    host,
    pathname,
    rest: search + hash,
  };
}
