import type { ChangedResource, Changes } from "./documents/preview";
import { type InventoryRow, stateText } from "./inventory-report";
import { shortName } from "./report-words";
import { codeBlock, codeSpan, table } from "./markdown";
import { isBlocked, type SourceLocation } from "./preview-report";
import { type EnvironmentPreview, type SharedFinding, sharedFindings, sharedProblems } from "./preview-set";
import { count, enumerate } from "./words";

/** Characters. GitHub takes 65,536 in a comment, and counts some of them twice. */
const longest = 60_000;
/** Resources that a table of changes shows. */
const mostRows = 100;

/**
 * Writes previews as Markdown, for a job's summary and for a comment on a pull request: a verdict for each environment, findings, what
 * changes, rotations that are due. What the program names stands as code, so that it can neither mention anybody nor become markup.
 *
 * @param limit Characters beyond which parts are left out. Default 60,000.
 */
export function renderPreviewsMarkdown(previews: readonly EnvironmentPreview[], limit = longest): string {
  const parts = [
    `## ${titleOf(previews)}`,
    overview(previews),
    ...section("Why it failed", sharedProblems(previews).map(problemBlock)),
    ...section("Findings", sharedFindings(previews).map(findingBlock)),
    ...section("What changes", changeBlocks(previews)),
    ...section("Rotations that are due", rotationBlocks(previews)),
  ];
  const shown: string[] = [];
  let length = 0;
  for (const part of parts) {
    length += part.length + 2;
    if (length > limit) {
      shown.push(`_${count(parts.length - shown.length, "part")} left out: the log of the run has every finding._`);
      break;
    }
    shown.push(part);
  }
  return `${shown.join("\n\n")}\n`;
}

function titleOf(previews: readonly EnvironmentPreview[]): string {
  const names = (wanted: EnvironmentPreview[]): string => named(wanted.map(({ environment }) => environment));
  const failed = previews.filter(({ report }) => report === undefined);
  if (failed.length > 0) return `Preview: failed for ${names(failed)}`;
  const blocked = previews.filter(({ report }) => isBlocked(report!));
  return blocked.length > 0 ? `Preview: the guard blocks ${names(blocked)}` : "Preview: clean";
}

function overview(previews: readonly EnvironmentPreview[]): string {
  const rows = previews.map((preview) => [
    codeSpan(preview.environment, true),
    verdictOf(preview),
    changesOf(preview),
    rotationsOf(preview),
  ]);
  return table(["Environment", "Guard", "Changes", "Rotations"], rows);
}

function verdictOf({ report }: EnvironmentPreview): string {
  if (report === undefined) return "failed";
  const advisory = report.findings.filter(({ level }) => level === "advisory").length;
  const mandatory = report.findings.filter(({ level }) => level === "mandatory").length;
  const parts = [
    ...(mandatory > 0 ? [`**${count(mandatory, "mandatory violation")}**`] : []),
    ...(advisory > 0 ? [count(advisory, "advisory", "advisories")] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "clean";
}

function changesOf({ changes, notCompared, report }: EnvironmentPreview): string {
  if (changes === undefined) return report !== undefined && notCompared !== undefined ? notCompared : "-";
  const parts = (["created", "changed", "removed"] as const).flatMap((kind) =>
    changes[kind].length > 0 ? [`${changes[kind].length} ${kind}`] : [],
  );
  return parts.length > 0 ? parts.join(", ") : "none";
}

function rotationsOf({ rotations }: EnvironmentPreview): string {
  if (rotations === undefined) return "-";
  const overdue = rotations.filter(({ state }) => state.kind === "overdue").length;
  const parts = [
    ...(overdue > 0 ? [`**${overdue} overdue**`] : []),
    ...(rotations.length > overdue ? [`${rotations.length - overdue} due`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "none due";
}

function section(title: string, blocks: string[]): string[] {
  return blocks.length === 0 ? [] : [`### ${title}`, ...blocks];
}

function problemBlock({ problem, environments }: ReturnType<typeof sharedProblems>[number]): string {
  const where = problem.location === undefined ? "" : ` ${placeOf(problem.location)}`;
  return `In ${named(environments)}:${where}\n\n${codeBlock(problem.message)}`;
}

function findingBlock({ finding, rule, environments, isNew }: SharedFinding): string {
  const { level, severity, type, name, location, message } = finding;
  const labels = `**${[level, ...(severity === undefined ? [] : [severity])].join(", ")}**`;
  const where = location === undefined ? "" : ` at ${placeOf(location)}`;
  const what = `${codeSpan(type)} ${codeSpan(name)}, in ${named(environments)}`;
  return `${labels} ${codeSpan(rule)}${where}: ${what}${isNew === true ? ". **New.**" : ""}\n\n${codeBlock(message)}`;
}

function named(environments: readonly string[]): string {
  return enumerate(environments.map((name) => codeSpan(name)));
}

function placeOf({ file, line }: SourceLocation): string {
  return codeSpan(line === undefined ? file : `${file}:${line}`);
}

/** Environments that change alike are told of once. */
function changeBlocks(previews: readonly EnvironmentPreview[]): string[] {
  const alike = new Map<string, { changes: Changes; environments: string[] }>();
  for (const { environment, changes } of previews) {
    if (changes === undefined || Object.values(changes).every((list: ChangedResource[]) => list.length === 0)) continue;
    const key = JSON.stringify(changes);
    const found = alike.get(key) ?? { changes, environments: [] };
    found.environments.push(environment);
    alike.set(key, found);
  }
  return [...alike.values()].map(({ changes, environments }) => {
    // No Markdown is read inside the summary of details.
    const names = enumerate(environments).replace(/[^\w ,.-]/g, "?");
    const title = `${names}: ${changesOf({ environment: "", problems: [], changes })}`;
    return `<details><summary>${title}</summary>\n\n${changeTable(changes)}\n\n</details>`;
  });
}

function changeTable(changes: Changes): string {
  const rows = (["created", "changed", "removed"] as const).flatMap((kind) =>
    changes[kind].map(({ type, name, inputs }) => [
      kind,
      codeSpan(type, true),
      codeSpan(name, true),
      inputs.map((input) => codeSpan(input, true)).join(", "),
    ]),
  );
  const more = rows.length > mostRows ? `\n\n${count(rows.length - mostRows, "resource")} more.` : "";
  return `${table(["", "Type", "Name", "Inputs"], rows.slice(0, mostRows))}${more}`;
}

function rotationBlocks(previews: readonly EnvironmentPreview[]): string[] {
  const rows = previews.flatMap(({ rotations = [] }) => rotations);
  if (rows.length === 0) return [];
  const cells = rows.map((row: InventoryRow) => [
    stateText(row.state),
    codeSpan(shortName(row), true),
    row.due ?? "-",
    codeSpan(row.owner, true),
    /^https:\/\/[^\s<>|]+$/.test(row.runbook) ? `<${row.runbook}>` : codeSpan(row.runbook, true),
  ]);
  return [table(["State", "Entry", "Due", "Owner", "Runbook"], cells)];
}
