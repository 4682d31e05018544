import * as path from "node:path";
import { createInterface } from "node:readline/promises";
import { UserError } from "../user-error";
import type { Beginning, Case } from "./case";

/**
 * An incident that begins now, as far as the declarations tell of it.
 *
 * @param incidents Folder of all of them.
 * @param leakedAt Default: now.
 */
export function beginning(
  { program, name, playbooks }: Case,
  incidents: string,
  leakedAt: Date | undefined,
): Beginning {
  const { environment } = program;
  const startedAt = new Date();
  const id = `${name}-${startedAt.toISOString().replace(/[-:]|\.\d+/g, "")}`;
  return {
    id,
    environment: environment.name,
    account: environment.account,
    region: environment.region,
    cluster: environment.cluster.name,
    kind: playbooks.map(({ title }) => title).join(", "),
    leakedAt: (leakedAt ?? startedAt).toISOString(),
    startedAt: startedAt.toISOString(),
    folder: path.join(incidents, id),
  };
}

/** One question, and the name of the environment as its answer: nobody types prod without meaning it. */
export async function confirm(environment: string): Promise<void> {
  if (process.stdin.isTTY) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(`\nType ${environment} to begin: `);
    lines.close();
    if (answer.trim() === environment) return;
  }
  throw new UserError(
    "Nobody has confirmed. Nothing was changed.\nFix: type the environment's name on a terminal, or give --yes.",
  );
}

/**
 * Since when it may be known.
 *
 * @param text As typed, e.g. `"2026-11-27T03:00:00Z"`.
 * @throws UserError when it is no moment of the past.
 */
export function readMoment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && moment.getTime() <= Date.now()) return moment;
  throw new UserError(
    `--leaked-at ${JSON.stringify(text)} is no moment of the past.\nFix: give one such as 2026-11-27T03:00:00Z.`,
  );
}
