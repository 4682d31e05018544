import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../cli/user-error";
import { readCorpus } from "../corpus";
import { measured, spread } from "../measured";
import { machine, print, table } from "../report";
import { measureDetection } from "./detection";
import { writeManifests, type Manifests } from "./files";
import { peers, peersFolder } from "./peers";

/** What may be typed behind `bench:guard throughput`. */
export interface ThroughputOptions {
  corpus?: string;
  runs: number;
  /** Whether only the detection is measured. */
  alone: boolean;
}

interface Tool {
  name: string;
  command: string[];
  /** Exit statuses that mean it has scanned: some tell by it that they found something. */
  succeeds: readonly number[];
}

const executable = path.join(__dirname, "..", "..", "bin", "strongroom.js");

/** Measures how fast the corpus is scanned, start-up included, and prints it beside what other scanners take. */
export function measureThroughput({ corpus: folder, runs, alone }: ThroughputOptions): void {
  const corpus = readCorpus(folder);
  const speed = measureDetection(corpus, runs);
  print(
    `Throughput, medians of ${runs} runs (least–most). ${machine()}.`,
    `Detection alone, one thread: ${spread(speed.megabytesPerSecond, 1)} MB/s on ${megabytes(speed.bytes)} of values; ` +
      `its first pass, cold: ${speed.firstPass.toFixed(1)} MB/s.`,
    table(
      ["slowest values", "ms", "KB"],
      speed.slowest.map(({ at, milliseconds, bytes }) => [at, milliseconds.toFixed(1), (bytes / 1000).toFixed(1)]),
    ),
  );
  if (alone) return;
  const manifests = writeManifests(corpus, 1);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-bench-reports-"));
  try {
    print(compare(installedTools(manifests.folder, scratch), manifests, runs));
  } finally {
    manifests.remove();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function installedTools(folder: string, scratch: string): Tool[] {
  const tools: Tool[] = [
    {
      name: "strongroom scan",
      command: [process.execPath, executable, "scan", "--format", "json", folder],
      succeeds: [0, 1],
    },
  ];
  for (const { name, version, install, command } of peers) {
    const found = command(peersFolder, folder, scratch);
    if (found !== undefined) tools.push({ name: `${name} ${version}`, command: found, succeeds: [0, 1] });
    else
      print(`${name} ${version} is not installed. To measure it, too: PEERS=${peersFolder}\n  ${install.join("\n  ")}`);
  }
  return tools;
}

/** Every tool in turn, and that several times: what disturbs the machine for a while disturbs all of them. */
function compare(tools: readonly Tool[], { bytes, files }: Manifests, runs: number): string {
  const seconds = new Map<string, number[]>(tools.map(({ name }) => [name, []]));
  // The first round only warms the file cache.
  for (let round = 0; round <= runs; round++) {
    for (const tool of tools) {
      const taken = runOnce(tool);
      if (round > 0) seconds.get(tool.name)!.push(taken);
    }
  }
  const own = measured(seconds.get(tools[0]!.name)!).median;
  const rows = tools.map(({ name }) => {
    const taken = measured(seconds.get(name)!);
    return [name, spread(taken, 2), (bytes / 1e6 / taken.median).toFixed(1), (taken.median / own).toFixed(2)];
  });
  const head = ["tool", "seconds, start-up included", "MB/s", "time against strongroom"];
  return `The corpus as ${files} manifests, ${megabytes(bytes)}:\n\n${table(head, rows)}`;
}

function runOnce({ name, command, succeeds }: Tool): number {
  const [program, ...args] = command as [string, ...string[]];
  const start = performance.now();
  const { status, error, stderr } = spawnSync(program, args, { stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1e8 });
  const seconds = (performance.now() - start) / 1000;
  if (error || status === null || !succeeds.includes(status)) {
    throw new UserError(
      `${name} ended with ${error?.message ?? `exit status ${status}`}: ${String(stderr).trim().slice(0, 2000)}\n` +
        `Fix: run it on its own: ${command.join(" ")}`,
    );
  }
  return seconds;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
