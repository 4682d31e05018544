import { relative } from "node:path";

/** A path as a reader would type it: relative to where they are, unless it lies elsewhere. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path);
  if (shown === "") return ".";
  return shown.startsWith("..") ? path : shown;
}
