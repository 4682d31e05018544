import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../user-error";

/** Who holds a lock. */
interface Holder {
  pid: number;
  /** When its process began, as far as the system tells: a pid is given to somebody else after its process. */
  began: string;
  /** Name of the machine: whether a process of another one still runs cannot be seen from here. */
  on: string;
  /** Since when, in UTC. */
  at: string;
}

/** How often a lock is tried whose holder has ended. Another process may be quicker, and end, too. */
const attempts = 5;

/**
 * Keeps everybody else on this machine from responding to the same. A lock whose process has ended is taken over.
 *
 * @param file For example `.strongroom/incidents/prod-api-apple.lock`.
 * @returns Gives it back.
 * @throws UserError when a process holds it that runs.
 */
export function takeLock(file: string): () => void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const own: Holder = {
    pid: process.pid,
    began: beginOf(process.pid) ?? "",
    on: os.hostname(),
    at: new Date().toISOString(),
  };
  const text = `${JSON.stringify(own)}\n`;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (link(file, text)) return () => release(file, text);
    const held = read(file);
    if (held === undefined) continue;
    const holder = parse(held);
    if (holder !== undefined && mayRun(holder)) throw new UserError(describe(file, holder));
    takeAway(file, held);
  }
  throw new UserError(`${file} cannot be taken. Nothing was changed.\nFix: run this again.`);
}

/** The lock appears with its content: nobody finds an empty one. */
function link(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, text, { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(draft);
  }
}

/** Of two that do this in the same moment, one finds the other's new lock in its hands, and puts it back. */
function takeAway(file: string, held: string): void {
  const away = `${file}.${process.pid}.old`;
  try {
    fs.renameSync(file, away);
    if (read(away) !== held) fs.linkSync(away, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
  fs.rmSync(away, { force: true });
}

function release(file: string, text: string): void {
  if (read(file) === text) fs.rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function mayRun({ pid, began, on }: Holder): boolean {
  return on !== os.hostname() || beginOf(pid) === began;
}

function describe(file: string, { pid, on, at }: Holder): string {
  const isHere = on === os.hostname();
  const fix = isHere ? `wait for it, or end it: kill ${pid}` : `look there; if it has ended, delete ${file}`;
  const where = isHere ? "on this machine" : `on ${on}, which shares this folder,`;
  return `Process ${pid} ${where} responds to this, since ${at}. Nothing was changed.\nFix: ${fix}; then run this again.`;
}

/** When a process began, or nothing where none has the pid. */
export function beginOf(pid: number): string | undefined {
  if (!fs.existsSync("/proc/self/stat")) return beginFromPs(pid);
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // Source: proc_pid_stat(5). The second field is the command in parentheses and may hold anything: the search is from behind.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const boot = /^btime (\d+)$/m.exec(fs.readFileSync("/proc/stat", "utf8"))?.[1] ?? "";
    return fields[0] === "Z" ? undefined : `${boot}+${fields[19]}`;
  } catch {
    return undefined;
  }
}

function beginFromPs(pid: number): string | undefined {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C" },
    };
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], options).trim() || undefined;
  } catch {
    return undefined;
  }
}
