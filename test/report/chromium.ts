import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** What the browser is called, by those who package it. */
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const fix = "install Chromium, on Debian with: apt-get install --yes chromium";

/** The browser of this machine, or nothing. */
function findChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/**
 * What tests that need a browser ask first: with `CI=true` a missing one is installed, elsewhere it is left out.
 *
 * @returns The line that says what is left out and how to have it, or nothing where the tests can run.
 */
export function withoutChromium(tests: string): string | undefined {
  if (process.env["CI"] === "true" || findChromium() !== undefined) return undefined;
  return `Left out: ${tests}, because there is no Chromium on the PATH. Fix: ${fix}`;
}

/**
 * Starts the browser. Debian's is installed where none is, which takes a minute and needs its administrator.
 *
 * @throws Error with a fix where it cannot be installed.
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium() ?? installChromium();
  // Its sandbox wants rights that a container does not give; the pages are our own.
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  return chromium.launch({ executablePath, args });
}

function installChromium(): string {
  const lock = ["-o", "DPkg::Lock::Timeout=300"];
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", "chromium"]]) {
    const { status, error, stderr } = spawnSync("apt-get", [...lock, ...args], {
      encoding: "utf8",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status !== 0) throw new Error(`Chromium could not be installed: ${error?.message ?? stderr}\nFix: ${fix}`);
  }
  const found = findChromium();
  if (found === undefined) throw new Error(`Chromium was installed and is not on the PATH.\nFix: ${fix}`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
