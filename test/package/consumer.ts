import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");
const compiler = createRequire(__filename).resolve("typescript/bin/tsc");

/** What a command left behind. */
export interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A package, packed as it would be published. */
export interface Packed {
  tarball: string;
  /** Paths in the package, sorted. */
  files: string[];
}

/**
 * A project outside of the checkout: the program of examples/service-program, with Strongroom's packages installed from their tarballs.
 */
export class Consumer {
  /** The folder of both the tarballs and the project. */
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-package-"));
  readonly project = path.join(this.folder, "checkout");

  /** Packs a package of the checkout, and builds it for that: npm's own settings here run no scripts. */
  pack(name: string): Packed {
    const args = ["pack", "--ignore-scripts=false", "--silent", "--json", "--pack-destination", this.folder];
    const workspace = name === "strongroom" ? [] : ["--workspace", name];
    const { status, stdout, stderr } = run("npm", [...args, ...workspace], root);
    assert.equal(status, 0, stderr);
    const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    return { tarball: path.join(this.folder, filename), files: files.map((file) => file.path).sort() };
  }

  /** Copies the example and installs packages into it, what it needs beside them from npm's cache where that has it. */
  install(...packages: Packed[]): void {
    fs.cpSync(path.join(root, "examples", "service-program"), this.project, { recursive: true });
    const tarballs = packages.map(({ tarball }) => tarball);
    const flags = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    const { status, stderr } = run("npm", ["install", ...flags, ...tarballs], this.project);
    assert.equal(status, 0, stderr);
  }

  /** A file or folder of the project, absolute. */
  path(...name: string[]): string {
    return path.join(this.project, ...name);
  }

  write(name: string, ...lines: string[]): void {
    fs.writeFileSync(this.path(name), `${lines.join("\n")}\n`);
  }

  /** Runs a file of the project under Node. */
  node(...args: string[]): Result {
    return run(process.execPath, args, this.project);
  }

  /** Runs the command line that npm linked, and takes the time out of what it prints. */
  strongroom(...args: string[]): Result {
    const result = run(this.path("node_modules", ".bin", "strongroom"), args, this.project);
    return { ...result, stdout: result.stdout.replace(/\d+\.\d s\b/g, "N s") };
  }

  /** Type-checks files of the project as strictly as the compiler can, the declarations of packages included. */
  compile(...files: string[]): Result {
    const strict = [
      "--strict",
      "--exactOptionalPropertyTypes",
      "--noUncheckedIndexedAccess",
      "--skipLibCheck",
      "false",
    ];
    const modules = ["--target", "es2022", "--module", "node16", "--moduleResolution", "node16", "--types", "node"];
    return this.node(compiler, "--noEmit", ...strict, ...modules, ...files);
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

function run(command: string, args: string[], cwd: string): Result {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, FORCE_COLOR: undefined, NODE_OPTIONS: undefined },
  });
  return { status, stdout, stderr };
}
