import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { checkout, writeProject } from "../../lab/engine/project";
import type { Stage } from "../../lab/stage/stage";
import { engine } from "./engine";

/** Brings an environment up, e.g. `dev`; one that is up already stays as it is. */
export async function bringUp(stage: Stage, environment: string): Promise<void> {
  await purge(stage);
  const { status, text } = await engine(stage, "up", environment);
  assert.equal(status, 0, text);
}

/** Takes an environment down, with its record of what was seeded when and with its recovery windows: the next one starts anew. */
export async function takeDown(stage: Stage, environment: string): Promise<void> {
  const { status, text } = await engine(stage, "destroy", environment);
  assert.equal(status, 0, text);
  configure(stage, environment, { ...asItWas, "strongroom:seeded": [] });
  await purge(stage);
}

/** What `configure` changes, as it is without. */
const asItWas = {
  "strongroom:rotations": undefined,
  "strongroom:reminders": undefined,
  "strongroom:audit": undefined,
  "strongroom:respond": undefined,
  "strongroom:eventSync": undefined,
  "strongroom:additionalNamespaces": undefined,
  "strongroom:admission": undefined,
};

/**
 * Brings an environment that is up to what the checkout's program says, whatever was changed for a test. Its values stay.
 *
 * @param records What seeding recorded for that program: see `recordsOf`.
 */
export async function renew(stage: Stage, environment: string, records: Record<string, unknown>): Promise<void> {
  configure(stage, environment, { ...asItWas, ...records });
  const { status, text } = await engine(stage, "up", environment);
  assert.equal(status, 0, text);
  await purge(stage);
}

/**
 * Writes settings into the stage's stack file, as somebody does who edits it. `takeDown` takes what it knows away again: seeded,
 * rotations, reminders, audit, respond, eventSync, additionalNamespaces, admission.
 *
 * @param settings Key to value; undefined removes it.
 */
export function configure(stage: Stage, environment: string, settings: Record<string, unknown>): void {
  // Where no engine has run there yet, there is no such file.
  writeProject(stage, checkout, process.env["PATH"] ?? "");
  const document = parseDocument(fs.readFileSync(stackFile(stage, environment), "utf8"));
  for (const [key, value] of Object.entries(settings)) {
    if (value === undefined) document.deleteIn(["config", key]);
    else document.setIn(["config", key], value);
  }
  fs.writeFileSync(stackFile(stage, environment), document.toString());
}

/** The entries that the stage's stack file records as seeded, e.g. `["dev/api/app"]`. */
export function seededEntries(stage: Stage, environment: string): string[] {
  return (recordsOf(stage, environment)["strongroom:seeded"] as string[] | undefined) ?? [];
}

/** What `strongroom seed` has recorded in the stage's stack file: the entries, and the days of their rotations. */
export function recordsOf(stage: Stage, environment: string): Record<string, unknown> {
  const document = parseDocument(fs.readFileSync(stackFile(stage, environment), "utf8"));
  const { config } = document.toJS() as { config: Record<string, unknown> };
  return Object.fromEntries(["strongroom:seeded", "strongroom:rotations"].map((key) => [key, config[key]]));
}

/** Ends every recovery window, as time would: the names of deleted entries are free. */
async function purge(stage: Stage): Promise<void> {
  const answer = await fetch(`${stage.aws.endpoint}/lab/purge`, { method: "POST", body: "{}" });
  assert.equal(answer.status, 200);
}

function stackFile(stage: Stage, environment: string): string {
  return path.join(stage.directory, "project", "stacks", `Pulumi.${environment}.yaml`);
}
