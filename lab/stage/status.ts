import { isRunning } from "./processes";
import type { Stage } from "./stage";
import { stageParts } from "./stage-parts";

/** How one part of a stage is. */
export interface PartStatus {
  /** For example `"etcd"`. */
  name: string;
  /** `works` answers as it should, `runs` does not, `ended` has no process. */
  state: "works" | "runs" | "ended";
  pid: number | undefined;
  /** Where it listens, for example `"http://127.0.0.1:24000"`. */
  address: string | undefined;
  log: string | undefined;
}

/** Asks every part of a stage how it is. */
export function stageStatus(stage: Stage): Promise<PartStatus[]> {
  return Promise.all(
    stageParts().map(async (part): Promise<PartStatus> => {
      const process = stage.processes.find(({ name }) => name === part.name);
      const running = process !== undefined && isRunning(process);
      const works = running && (await answers(part.ready(stage)));
      return {
        name: part.name,
        state: works ? "works" : running ? "runs" : "ended",
        pid: running ? process.pid : undefined,
        address: part.address?.(stage),
        log: process?.log,
      };
    }),
  );
}

function answers(question: Promise<void>): Promise<boolean> {
  return question.then(
    () => true,
    () => false,
  );
}

/** The parts as a table with a line of headings. */
export function statusTable(statuses: readonly PartStatus[]): string {
  const rows = [
    ["PART", "PID", "STATE", "ADDRESS", "LOG"],
    ...statuses.map(({ name, pid, state, address, log }) => [name, `${pid ?? "-"}`, state, address ?? "-", log ?? "-"]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
