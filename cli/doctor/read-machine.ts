import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type * as region from "../aws/own-region";
import { UserError } from "../user-error";
import type { Executable, MachineFacts } from "./machine";
import { reading } from "./reading";
import { runExecutable } from "./run-executable";

const load = createRequire(__filename);

/**
 * Looks at this machine.
 *
 * @param folder The program's, or any where there is none.
 * @param seconds The longest that one look may take.
 */
export async function readMachine(folder: string, seconds: number): Promise<MachineFacts> {
  // It loads an SDK, which takes longer than the look.
  const { ownRegion } = load("../aws/own-region") as typeof region;
  const [pulumi, aws, found] = await Promise.all([
    readVersion("pulumi", ["version"], folder, seconds),
    readVersion("aws", ["--version"], folder, seconds),
    reading("The configuration of AWS", { seconds, late: "look at ~/.aws/config." }, ownRegion),
  ]);
  return {
    node: { version: process.versions.node, wanted: ownEngines() },
    sdk: sdkOf(folder),
    pulumi,
    aws,
    region: found,
  };
}

function readVersion(name: string, args: readonly string[], folder: string, seconds: number) {
  const command = [name, ...args].join(" ");
  const late = `type ${command}, and see what it waits for.`;
  return reading(command, { seconds, late }, async (signal): Promise<Executable> => {
    const ran = await runExecutable(name, args, { folder, signal });
    if (ran === undefined) return undefined;
    if (ran.status === 0) return { said: ran.stdout || ran.stderr };
    throw new UserError(`${command} ended with ${ran.status ?? "a signal"}.\nFix: ${late}`);
  });
}

/** What package.json wants of Node. */
function ownEngines(): string {
  return (load("strongroom/package.json") as { engines: { node: string } }).engines.node;
}

/** Version of the SDK that the program loads: that of its own folder, which its lock file pins, else the one here. */
function sdkOf(folder: string): string | undefined {
  for (const find of [createRequire(join(resolve(folder), "index.js")), load]) {
    try {
      return (find("@pulumi/pulumi/package.json") as { version: string }).version;
    } catch {
      // Nothing is installed there.
    }
  }
  return undefined;
}
