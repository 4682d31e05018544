import type { Stage } from "../../lab/stage/stage";
import { startOwnStage } from "../own-stage";
import { machine, print, table } from "../report";
import { type GeneratedService, makeServices } from "./declarations";
import { makeNamespaces, runEngine } from "./engine";
import { growthTable, type Row } from "./growth";
import { type Cost, previewEmbedded } from "./run";
import {
  type ScratchProgram,
  writeBareProgram,
  writeEmptyPack,
  writeProgram,
  writeSplitProgram,
} from "./scratch-programs";

/** What may be typed behind `bench:scale`. */
export interface ServicesOptions {
  /** Numbers of services, growing. */
  services: number[];
  /** Numbers of services that are brought up, growing: they are made, and deleted again. */
  up: number[];
  /** Only 10 and 100 services, and nothing is brought up. */
  quick: boolean;
  /** Whether the real engine is measured as well, on a stage of the lab. */
  engine: boolean;
}

/** Services below which there are too few teams to split by. */
const worthASplit = 100;

const report = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Measures previews and updates of environments with a growing number of services, each beside a program that registers as many bare
 * resources: in this process's own preview, and by the real engine on a stage of the lab, which it starts and ends.
 */
export async function measureServices({ services, up, quick, engine }: ServicesOptions): Promise<void> {
  const sizes = quick ? [10, 100] : services;
  print(`Measured on ${machine()}. "CPU" is the time of the processor, of all processes together.`);
  print("strongroom preview, with the guard:", growthTable(await measureSizes(sizes, embedded)));
  const largest = sizes.at(-1)!;
  if (largest >= worthASplit) {
    print(`strongroom preview of ${largest} services, split by team:`, splitTable(await measureSplit(largest)));
  }
  if (!engine) return;
  await withStage(async (stage) => {
    const onStage: Run = async (program, guard) => ({ cost: await runEngine(stage, "preview", program, guard) });
    print("pulumi preview, with the guard:", growthTable(await measureSizes(sizes, onStage)));
  });
  const made: [number, Cost, Cost][] = [];
  for (const size of quick ? [] : up) made.push([size, ...(await bringUp(size))]);
  if (made.length > 0) print("pulumi up of the first update, and pulumi destroy:", updateTable(made));
}

/** Each size on a stage of its own: the entries of another one keep their names until their recovery window is over. */
function bringUp(size: number): Promise<[up: Cost, destroy: Cost]> {
  report(`${size} services: up`);
  const generated = makeServices(size);
  return withStage(async (stage) => {
    await makeNamespaces(stage, generated);
    return withProgram(writeProgram(generated, { seeded: false }), async (program) => {
      const created = await runEngine(stage, "up", program, true);
      return [created, await runEngine(stage, "destroy", program, false)];
    });
  });
}

async function withStage<T>(use: (stage: Stage) => Promise<T>): Promise<T> {
  const { stage, end } = await startOwnStage("services", report);
  try {
    return await use(stage);
  } finally {
    await end();
  }
}

/** The environment's own stack, and that of its last team, which has as many services as every other. */
async function measureSplit(size: number): Promise<[stack: string, resources: number, cost: Cost][]> {
  report(`${size} services, split by team`);
  const { program, teams } = writeSplitProgram(makeServices(size));
  return withProgram(program, async ({ folder, stack }) => {
    const measured: [string, number, Cost][] = [];
    for (const one of [stack, teams.at(-1)!]) {
      await previewEmbedded({ folder, stack: one });
      const { cost, resources } = await previewEmbedded({ folder, stack: one });
      measured.push([one, resources, cost]);
    }
    return measured;
  });
}

function splitTable(measured: readonly [stack: string, resources: number, cost: Cost][]): string {
  const head = ["stack", "resources", "seconds", "CPU, s", "largest process, MiB"];
  return table(
    head,
    measured.map(([stack, resources, { seconds, processor, largest }]) => [
      stack,
      resources,
      seconds.toFixed(1),
      processor.toFixed(1),
      largest.toFixed(0),
    ]),
  );
}

type Run = (program: ScratchProgram, guard: boolean) => Promise<{ cost: Cost; resources?: number }>;

const embedded: Run = async (program, guard) => {
  if (guard) return previewEmbedded(program);
  return withProgram(writeEmptyPack(), (pack) => previewEmbedded(program, pack.folder));
};

async function measureSizes(sizes: readonly number[], run: Run): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    report(`${size} services`);
    rows.push(await measureSize(makeServices(size), run));
  }
  return rows;
}

/** The first run of a size compiles its declarations; the second is measured, as every later one is. */
async function measureSize(services: readonly GeneratedService[], run: Run): Promise<Row> {
  return withProgram(writeProgram(services), async (program) => {
    const { resources } = await previewEmbedded(program);
    const { cost: guarded } = await run(program, true);
    const { cost: alone } = await run(program, false);
    const { cost: bare } = await withProgram(writeBareProgram(resources), (other) => run(other, true));
    return { services: services.length, resources, guarded, alone, bare };
  });
}

async function withProgram<T>(program: ScratchProgram, use: (program: ScratchProgram) => Promise<T>): Promise<T> {
  try {
    return await use(program);
  } finally {
    program.remove();
  }
}

function updateTable(made: readonly [services: number, up: Cost, destroy: Cost][]): string {
  const head = ["services", "up, seconds", "CPU, s", "all together, MiB", "destroy, seconds", "CPU, s"];
  return table(
    head,
    made.map(([services, up, destroy]) => [
      services,
      up.seconds.toFixed(1),
      up.processor.toFixed(1),
      up.together.toFixed(0),
      destroy.seconds.toFixed(1),
      destroy.processor.toFixed(1),
    ]),
  );
}
