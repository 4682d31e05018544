import type { EnvironmentReport, ReportEntry, ReportGuard, ReportReader, ReportValue } from "./documents/report";
import { codeSpan, escapeMarkdown, escapeOrLink, table } from "./markdown";
import { mermaidPicture, mermaidTimeline } from "./mermaid";
import { daysText, generalGaps, rulesAsked, shortName, shortNames, stacksText, stateText } from "./report-words";
import { count } from "./words";

/**
 * Writes a report on an environment as Markdown with Mermaid diagrams, for pull requests and wikis: GitHub and GitLab draw
 * them.
 */
export function renderReportMarkdown(report: EnvironmentReport): string {
  const { program, environment, stacks, account, region, today, live, entries, access, picture, guard } = report;
  const place = [program, ...stacksText(stacks), `account ${account}`, region, `on ${today}`];
  const hasDays = entries.some(({ due }) => due !== null);
  const parts = [
    `# Strongroom report: ${escapeMarkdown(environment)}`,
    `${place.map(escapeMarkdown).join(", ")}. ${daysText(live)} ${summary(report)}`,
    "## What is due",
    ...(hasDays ? [fenced(mermaidTimeline(report))] : []),
    entryTable(entries),
    bullets([...entries.flatMap(({ notes }) => notes), ...report.notes]),
    "## Who can read what",
    accessTable(access.values, entries),
    "### What this cannot say",
    gapsOf(report),
    "## How it hangs together",
    fenced(mermaidPicture(picture)),
    "## The guard",
    ...guardParts(guard),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function summary({ entries, guard }: EnvironmentReport): string {
  const states = [
    ["overdue", "overdue"],
    ["due", "due soon"],
    ["unknown", "without a known day"],
    ["awaiting-seed", "awaiting a value"],
  ] as const;
  const numbers = states.flatMap(([state, words]) => {
    const number = entries.filter((entry) => entry.state === state).length;
    return number > 0 || state === "overdue" || state === "due" ? [`${number} ${words}`] : [];
  });
  const verdict = guard.blocked ? "The guard blocks." : "The guard is clean.";
  return `**${numbers.join(", ")}, of ${count(entries.length, "entry", "entries")}.** **${verdict}**`;
}

function entryTable(entries: readonly ReportEntry[]): string {
  return table(
    ["State", "Entry", "Owner", "Rotates", "Every", "Last", "Due", "Runbook"],
    entries.map((entry) => [
      stateText(entry),
      code(shortName(entry)),
      escapeMarkdown(entry.owner),
      entry.mode,
      count(entry.intervalDays, "day"),
      entry.lastRotated ?? "-",
      entry.due ?? "-",
      escapeOrLink(entry.runbook),
    ]),
  );
}

function accessTable(values: readonly ReportValue[], entries: readonly ReportEntry[]): string {
  const names = shortNames(entries);
  return table(
    ["Secret or parameter", "Kind", "Read by", "Outside the program"],
    values.map(({ name, kind, readers, rotatedBy, others }) => [
      code(names.get(name) ?? name),
      kind,
      readers.map(readerText).join("<br>") || "nobody",
      [
        ...rotatedBy.map((arn) => `rotated by ${code(arn.split(":").at(-1) ?? arn)}`),
        ...others.map(({ id, conditions }) => `let in by its policy: ${code(id)}${ifAny(conditions)}`),
      ].join("<br>") || "-",
    ]),
  );
}

function readerText({ role, tags, conditions }: ReportReader): string {
  const taken = Object.entries(tags).map(([key, value]) => `${key} = ${value}`);
  return `${code(role)}${taken.length > 0 ? ` as ${code(taken.join(", "))}` : ""}${ifAny(conditions)}`;
}

function ifAny(conditions: readonly string[]): string {
  return conditions.length > 0 ? ` if ${code(conditions.join("; "))}` : "";
}

function gapsOf({ access, entries }: EnvironmentReport): string {
  const names = shortNames(entries);
  const own = [...access.roles, ...access.values].flatMap(({ name, gaps }) =>
    gaps.map((gap) => `${names.get(name) ?? name}: ${gap}`),
  );
  return bullets([...own, ...generalGaps]);
}

function guardParts({ blocked, findings, exemptions, rules, resources }: ReportGuard): string[] {
  const asked = rulesAsked(rules);
  return [
    `**${blocked ? "Blocked." : "Clean."}** ${count(asked, "rule")} judged ${count(resources, "resource")}.`,
    findings.length === 0
      ? ""
      : table(
          ["Level", "Rule", "Resource", "Finding"],
          findings.map(({ stack, level, rule, type, name, message }) => [
            level,
            code(rule),
            `${code(`${type} ${name}`)}${inStack(stack)}`,
            message.split("\n").map(escapeMarkdown).join("<br>"),
          ]),
        ),
    "### Exemptions",
    exemptions.length === 0
      ? "None."
      : table(
          ["Rule", "Resource", "Until", "Owner", "Reason"],
          exemptions.map(({ stack, rule, resource, keyPath, expires, state, owner, reason }) => [
            code(rule),
            `${code(keyPath === null ? resource : `${resource}, ${keyPath}`)}${inStack(stack)}`,
            `${expires} (${state})`,
            escapeMarkdown(owner),
            escapeMarkdown(reason),
          ]),
        ),
  ];
}

/** Of a team: what is in the environment's own stack needs no word. */
function inStack(stack: string | undefined): string {
  return stack === undefined ? "" : ` in ${code(stack)}`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${escapeMarkdown(line)}`).join("\n");
}

/** A name in a table. */
function code(text: string): string {
  return codeSpan(text, true);
}

function fenced(diagram: string): string {
  return `\`\`\`mermaid\n${diagram}\n\`\`\``;
}
