import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** A file of a volume. */
export interface VolumeFile {
  content: Buffer;
  /** Permissions, e.g. 0o440. */
  mode: number;
}

/** Files by their path in the volume. */
export type VolumeFiles = Readonly<Record<string, VolumeFile>>;

const current = "..data";

/**
 * Brings a folder to these files, as kubelet does: they are written into a new folder, to which the link `..data` is then
 * moved in one step, so that a reader sees all of the old ones or all of the new ones.
 *
 * Source: https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/util/atomic_writer.go
 *
 * @param folder Is made where it is not there.
 * @returns Whether anything changed.
 */
export function writeFolder(folder: string, files: VolumeFiles): boolean {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const link = path.join(folder, current);
  const before = readLink(link);
  if (before !== undefined && sameFiles(path.join(folder, before), files)) return false;

  const next = `..${Date.now()}_${randomBytes(4).toString("hex")}`;
  fs.mkdirSync(path.join(folder, next), { mode: 0o700 });
  for (const [name, { content, mode }] of Object.entries(files)) {
    const file = path.join(folder, next, name);
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(file, content, { mode });
    // The mask of the process takes bits away from the mode above.
    fs.chmodSync(file, mode);
  }
  fs.symlinkSync(next, `${link}_next`);
  fs.renameSync(`${link}_next`, link);
  linkNames(folder, new Set(Object.keys(files).map((name) => name.split("/")[0]!)));
  if (before !== undefined) fs.rmSync(path.join(folder, before), { recursive: true, force: true });
  return true;
}

/** A link for each name that a reader looks for, and none for what is gone. */
function linkNames(folder: string, names: Set<string>): void {
  for (const name of names) {
    const link = path.join(folder, name);
    if (readLink(link) === undefined) fs.symlinkSync(path.join(current, name), link);
  }
  for (const entry of fs.readdirSync(folder)) {
    if (!entry.startsWith("..") && !names.has(entry)) fs.rmSync(path.join(folder, entry));
  }
}

function readLink(link: string): string | undefined {
  try {
    return fs.readlinkSync(link);
  } catch {
    return undefined;
  }
}

function sameFiles(folder: string, files: VolumeFiles): boolean {
  const present = filesIn(folder);
  const wanted = Object.entries(files);
  return (
    present.length === wanted.length &&
    wanted.every(([name, { content, mode }]) => {
      if (!present.includes(name)) return false;
      const file = path.join(folder, name);
      return (fs.statSync(file).mode & 0o777) === mode && fs.readFileSync(file).equals(content);
    })
  );
}

function filesIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
