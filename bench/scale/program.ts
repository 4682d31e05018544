import * as fs from "node:fs";
import * as path from "node:path";
import { askPack } from "../../cli/preview/analyzer";
import { startPack } from "../../cli/preview/pack-process";
import { isMapping } from "../../cli/preview/properties";
import type { RecordedResource } from "../../cli/preview/resources";
import { measured, spread, timed } from "../measured";
import { machine, print, table } from "../report";
import { makeStack, place, plantedKey } from "./stack";

/** What may be typed behind `bench:guard scale`. */
export interface ScaleOptions {
  resources: number[];
  runs: number;
}

const packFolder = path.join(__dirname, "..", "..", "policies");

interface PackRun {
  /** Milliseconds until the pack listens. */
  start: number;
  /** Milliseconds from the first question to the last answer. */
  judging: number;
  /** The most memory that the pack's process held, in MiB; absent where the system does not tell. */
  peak: number | undefined;
  findings: number;
}

/** Measures the policy pack over the analyzer protocol, on stacks of growing size, and prints it. */
export async function measureScale({ resources: sizes, runs }: ScaleOptions): Promise<void> {
  print(
    `The policy pack over the analyzer protocol, medians of ${runs} runs (least–most), a new pack each time. ${machine()}.`,
  );
  const starts: number[] = [];
  const rows: string[][] = [];
  let before = { size: 0, milliseconds: 0 };
  for (const size of sizes) {
    const stack = makeStack(size, 1);
    const measurements: PackRun[] = [];
    for (let run = 0; run < runs; run++) measurements.push(await runPack(stack));
    starts.push(...measurements.map(({ start }) => start));
    const judging = measured(measurements.map((run) => run.judging));
    const further = (judging.median - before.milliseconds) / (size - before.size);
    rows.push([
      String(size),
      spread(measured(measurements.map((run) => run.judging / 1000)), 2),
      spread(measured(measurements.map((run) => run.judging / size)), 2),
      before.size === 0 ? "" : further.toFixed(2),
      memory(measurements),
      `${Math.max(...measurements.map(({ findings }) => findings))} of ${planted(stack)}`,
    ]);
    before = { size, milliseconds: judging.median };
  }
  const head = [
    "resources",
    "seconds",
    "ms a resource",
    "ms each further one",
    "peak memory, MiB",
    "planted leaks found",
  ];
  print(table(head, rows));
  print(`Start-up until the pack listens: ${spread(measured(starts), 0)} ms.`);
}

function planted(stack: readonly RecordedResource[]): number {
  return stack.filter(({ inputs }) => isMapping(inputs.data ?? null) && plantedKey in (inputs.data as object)).length;
}

async function runPack(stack: readonly RecordedResource[]): Promise<PackRun> {
  const pack = startPack(packFolder, place);
  try {
    const started = await timed(() => pack.port);
    const { result, milliseconds } = await timed(() => askPack(started.result, stack, place, {}));
    const findings = result.findings.length;
    return { start: started.milliseconds, judging: milliseconds, peak: peakMemory(pack.processId), findings };
  } finally {
    pack.stop();
  }
}

/** The high-water mark of a process's resident memory, which Linux keeps. */
function peakMemory(processId: number | undefined): number | undefined {
  const status = `/proc/${processId}/status`;
  if (processId === undefined || !fs.existsSync(status)) return undefined;
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(status, "utf8"))?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
}

function memory(measurements: readonly PackRun[]): string {
  const peaks = measurements.flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
  return peaks.length === 0 ? "not told by this system" : spread(measured(peaks), 0);
}
