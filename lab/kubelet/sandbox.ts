import * as path from "node:path";
import type { V1Container } from "@kubernetes/client-node";
import { expand } from "./expansion";
import type { Program } from "./images";

/** What a process gets here in place of a pod's own network and file system. */
export interface Sandbox {
  /** The pod's address. */
  podIP: string;
  /** The folder behind each path that a container mounts. */
  folders: Readonly<Record<string, string>>;
}

/**
 * A text that names a place in the pod, brought to where that place is here: a mounted path becomes the folder behind it, and
 * a port without an address (`:8080`, or `0.0.0.0:8080`) is bound to the pod's address.
 *
 * A stand-in: on a real node every pod has a network and a file system of its own, and nothing is rewritten.
 *
 * @param text A whole argument or value, or, after `--name=`, the rest of an argument.
 * @example inSandbox("--metrics-addr=:8080", { podIP: "127.97.128.1", folders: {} }) // "--metrics-addr=127.97.128.1:8080"
 */
export function inSandbox(text: string, { podIP, folders }: Sandbox): string {
  const [, flag = "", value = ""] = /^(--?[A-Za-z0-9_.-]+=)?(.*)$/s.exec(text) ?? [];
  const port = /^(?:0\.0\.0\.0|\[::\])?:(\d+)$/.exec(value)?.[1];
  if (port !== undefined) return `${flag}${podIP}:${port}`;
  for (const [mounted, folder] of Object.entries(folders)) {
    if (value === mounted || value.startsWith(`${mounted}/`)) return `${flag}${folder}${value.slice(mounted.length)}`;
  }
  return text;
}

/** The folders behind a container's mounts. */
export function mountedFolders(
  container: V1Container,
  volumeFolder: (volume: string) => string,
): Record<string, string> {
  const mounts = container.volumeMounts ?? [];
  const entries = mounts.map(({ name, mountPath, subPath }) => {
    return [mountPath.replace(/\/+$/, ""), path.join(volumeFolder(name), subPath ?? "")] as const;
  });
  // The deepest path first: it may stand within another.
  return Object.fromEntries(entries.sort(([one], [other]) => other.length - one.length));
}

/**
 * What is started for a container: its command, or else the image's, and its arguments, with `$(NAME)` put in.
 *
 * @param variables The container's variables.
 * @returns At least the executable.
 */
export function commandLine(
  { command, args }: Pick<V1Container, "command" | "args">,
  program: Program,
  variables: Readonly<Record<string, string>>,
  sandbox: Sandbox,
): string[] {
  const placed = (words: string[]): string[] => words.map((word) => inSandbox(expand(word, variables), sandbox));
  if (!command?.length) return [...program.entrypoint, ...(args?.length ? placed(args) : program.arguments)];
  const [executable = "", ...rest] = placed(command);
  return [...executableOf(executable, program), ...rest, ...placed(args ?? [])];
}

/** Node keeps what is preloaded: only the image's entrypoint knows it. */
function executableOf(named: string, { entrypoint, executables }: Program): string[] {
  const known = executables[named];
  if (known === undefined) return [named];
  return known === entrypoint[0] ? entrypoint : [known];
}
