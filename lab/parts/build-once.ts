import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";

import { LabError } from "../lab-error";
import { partsFolder } from "./cache-folder";
import { isAlive, withLock } from "./lock";
import type { Part, Report } from "./part";

/** Milliseconds between two lines that say that a build goes on. */
const heartbeat = 60_000;

/** Where a part stands once it is built. Its name says what it was made of. */
export function folderOf(part: Part): string {
  const hash = createHash("sha256");
  for (const file of [...part.inputs.files].sort()) {
    hash
      .update(`${relative(__dirname, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  hash.update(JSON.stringify([part.inputs.settings, process.platform, process.arch]));
  return join(partsFolder(), `${part.name}-${part.version}-${hash.digest("hex").slice(0, 12)}`);
}

/**
 * Builds a part unless it stands already. Another process that builds the same is waited for. It is built beside its place and
 * moved there when it is done, so that an interrupted build leaves nothing half.
 *
 * @returns The part's folder.
 * @throws {LabError} When something to build it with is missing, or the build fails.
 */
export async function buildOnce(part: Part, report: Report): Promise<string> {
  const folder = folderOf(part);
  if (existsSync(folder)) return folder;
  const missing = part.missing();
  if (missing !== undefined) throw new LabError(missing);
  const waiting = (pid: number): void => report(`Waiting for process ${pid}, which builds ${part.title}.`);
  return withLock(`${folder}.lock`, waiting, async () => {
    // Whoever held the lock may have built it.
    if (!existsSync(folder)) await build(part, folder, report);
    return folder;
  });
}

async function build(part: Part, folder: string, report: Report): Promise<void> {
  removeLeftovers(folder);
  const unfinished = `${folder}.building-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  report(`Building ${part.title}: once, about ${part.cold} where nothing is cached.`);
  const start = Date.now();
  const beat = setInterval(() => report(`Still building ${part.title} (${shownTime(Date.now() - start)}).`), heartbeat);
  try {
    await part.build(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process took over a lock in the same moment and was first: what it built is as good.
    if (existsSync(folder)) return;
    if (error instanceof LabError) throw new LabError(`Could not build ${part.title}.\n${error.message}`);
    throw error;
  } finally {
    clearInterval(beat);
  }
  report(`Built ${part.title} in ${shownTime(Date.now() - start)}.`);
}

/** What builds of this part that were killed have left. */
function removeLeftovers(folder: string): void {
  const parent = partsFolder();
  for (const name of readdirSync(parent)) {
    const [start, pid] = join(parent, name).split(".building-");
    if (start === folder && pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

/** A duration as a reader says it: `"48 s"`, `"7 min 3 s"`. */
function shownTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
