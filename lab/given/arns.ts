import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stage } from "../stage/stage";

/** ARN in the checkout's stack files to the ARN of what stands for it on the stage. AWS chooses the end of a secret's ARN. */
export type Arns = Readonly<Record<string, string>>;

/** What `writeArns` kept; nothing as long as nothing was prepared. */
export function readArns(stage: Stage): Arns {
  const file = arnsFile(stage);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Arns) : {};
}

/** Keeps the ARNs in the stage's folder. */
export function writeArns(stage: Stage, arns: Arns): void {
  writeFileSync(arnsFile(stage), `${JSON.stringify(arns, undefined, 2)}\n`, { mode: 0o600 });
}

function arnsFile(stage: Stage): string {
  return join(stage.directory, "given-arns.json");
}
