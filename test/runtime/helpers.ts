import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The project's folder. */
export const root = path.join(__dirname, "..", "..");

/** A value that no output may hold. */
export const makeValue = (): string => randomBytes(18).toString("hex");

/** A directory as Kubernetes mounts a Secret: each state in a folder of its own, `..data` a link to the present one. */
export class SecretVolume {
  readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-volume-"));
  private states = 0;

  /** Writes a state and turns the link, as kubelet does. The state before is removed. */
  write(values: Record<string, string | Buffer>): void {
    const before = this.states;
    const state = `..state-${++this.states}`;
    fs.mkdirSync(this.in(state));
    for (const [key, value] of Object.entries(values)) {
      fs.writeFileSync(this.in(state, key), value);
      fs.rmSync(this.in(key), { force: true });
      fs.symlinkSync(path.join("..data", key), this.in(key));
    }
    fs.symlinkSync(state, this.in("..data_tmp"));
    fs.renameSync(this.in("..data_tmp"), this.in("..data"));
    fs.rmSync(this.in(`..state-${before}`), { recursive: true, force: true });
  }

  remove(): void {
    fs.rmSync(this.directory, { recursive: true });
  }

  in(...names: string[]): string {
    return path.join(this.directory, ...names);
  }
}

/** Runs JavaScript that requires the package, in a process with these variables alone. */
export function runApplication(
  code: string,
  variables: Record<string, string> = {},
): { status: number | null; stdout: string; stderr: string } {
  const prelude = `const { requireSecrets } = require(${JSON.stringify(path.join(root, "runtime"))});`;
  return spawnSync(process.execPath, ["-e", `${prelude}\n${code}`], { encoding: "utf8", env: variables });
}
