import type { ActorSummary, AuditDocument, OutsideUse, Standing } from "../../../report/documents/audit";
import { table } from "../../../report/markdown";
import { standings } from "./known-readers";
import type { Audit } from "./audit-reads";

/** The first sentence of a report. */
const verdicts: Readonly<Record<OutsideUse, string>> = {
  yes: "Somebody who is not known to read it got the value.",
  possible: "What leaked was used. Whether by its owner or by somebody else, addresses and agents below have to tell.",
  no: "CloudTrail shows no read by anybody but the known readers. What it cannot show stands below.",
  "not known": "Not known: CloudTrail did not show enough. What is missing stands below.",
};

const longestTimeline = 200;

/** The report as Markdown, for people. Names and agents come from strangers: they are shown as text and as nothing else. */
export function renderAuditMarkdown(audit: Audit): string {
  const { subject, outsideUse, actors } = audit;
  const unknown = actors.filter(({ standing }) => standing === "unknown");
  const known = actors.filter(({ standing }) => standing !== "unknown");
  return [
    `# Audit of ${whatOf(audit)}`,
    `**${verdicts[outsideUse]}**`,
    [
      `- Environment ${subject.environment.name}, account ${subject.environment.account}, regions ${audit.regions.join(", ")}`,
      `- Leaked, as far as is suspected: ${subject.leakedAt.toISOString()}`,
      `- CloudTrail was read from ${audit.since} to ${audit.until}: ${audit.events} events`,
    ].join("\n"),
    "## Unknown",
    unknown.length === 0 ? "Nobody." : unknown.map(describe).join("\n\n"),
    "## Known",
    known.length === 0 ? "Nobody." : actorTable(known),
    "## Timeline",
    "What unknown principals did, and what changed the entry. Times in UTC.",
    timeline(audit),
    "## Not covered",
    audit.gaps.map(({ what, next, link }) => `- ${text(what)} ${text(next)}${link ? ` <${link}>` : ""}`).join("\n"),
    "",
  ].join("\n\n");
}

/** The report as JSON, for programs. report/schemas/audit.schema.json describes it. */
export function renderAuditJson(audit: Audit): string {
  const { subject, queries, ...rest } = audit;
  const { environment, entry, accessKeyIds, roleArns, leakedAt } = subject;
  const document: AuditDocument = {
    version: 1,
    environment: environment.name,
    account: environment.account,
    ...(entry && { entry }),
    accessKeyIds: [...accessKeyIds],
    roleArns: [...roleArns],
    leakedAt: leakedAt.toISOString(),
    ...rest,
    queries: queries.map(({ file }) => file),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function whatOf({ subject: { entry, accessKeyIds, roleArns } }: Audit): string {
  return [
    ...(entry ? [entry.name] : []),
    ...accessKeyIds.map((id) => `access key ${id}`),
    ...roleArns.map((arn) => `sessions of ${arn.split("/").at(-1)}`),
  ].join(" and ");
}

function describe({ actor, reads, refused, calls, addresses, agents, first, last }: ActorSummary): string {
  const key = actor.accessKeyId === undefined ? "" : `, access key ${text(actor.accessKeyId)}`;
  return [
    `### ${text(actor.name)}`,
    "",
    `- ${text(actor.type)}${actor.role === undefined ? "" : ` of ${text(actor.role)}`}${key}`,
    `- **${reads} ${reads === 1 ? "read" : "reads"}**, ${refused} refused; ${counts(calls)}`,
    `- From ${counts(addresses)}`,
    `- With ${agents.map(text).join("; ") || "no agent"}`,
    `- First ${first}, last ${last}`,
  ].join("\n");
}

function actorTable(actors: readonly ActorSummary[]): string {
  const rows = actors.map(({ actor, standing, reads, calls, addresses, last }) => {
    const who = text(actor.functionArn ?? actor.role ?? actor.name);
    return [who, standings[standing], String(reads), counts(calls), counts(addresses), last];
  });
  return table(["who", "known as", "reads", "calls", "from", "last"], rows);
}

function timeline({ timeline: all }: Audit): string {
  if (all.length === 0) return "Nothing.";
  const who = (standing: Standing) => (standing === "unknown" ? "**UNKNOWN**" : standings[standing]);
  const rows = all.slice(0, longestTimeline).map(({ time, name, error, actor, standing, address, region }) => {
    const call = error === undefined ? text(name) : `${text(name)} (refused: ${text(error)})`;
    return [text(time), call, text(actor.name), who(standing), text(address), text(region)];
  });
  const rest = all.length - rows.length;
  return [
    table(["when", "call", "who", "known as", "from", "region"], rows),
    ...(rest > 0 ? ["", `${rest} more are in the JSON beside this report.`] : []),
  ].join("\n");
}

function counts(values: Record<string, number>): string {
  const pairs = Object.entries(values);
  const shown = pairs.slice(0, 8).map(([value, times]) => `${text(value)} (${times})`);
  return [...shown, ...(pairs.length > 8 ? [`${pairs.length - 8} more`] : [])].join(", ");
}

/** Takes the meaning that Markdown and HTML see in a text. */
export function text(given: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  const escaped = given.replaceAll(/[\\`*_[\]|#!~&<>]/g, (sign) => entities[sign] ?? `\\${sign}`);
  return escaped.replaceAll(/\s+/g, " ");
}
