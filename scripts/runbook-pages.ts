import * as path from "node:path";
import type { Playbook, PlaybookStep } from "../cli/respond/playbook";
import { readPlaybooks } from "../cli/respond/read-playbooks";
import { table } from "../report/markdown";

type Step = Omit<PlaybookStep, "pageOnly">;

/** A page for each playbook that ships, to print and to put where the network is not needed, and their index. */
export function runbookPages(): { file: string; text: string }[] {
  const playbooks = readPlaybooks(path.join(__dirname, ".."));
  return [
    { file: "docs/runbooks.md", text: index(playbooks) },
    ...playbooks.map((playbook) => ({ file: `docs/runbooks/${playbook.id}.md`, text: page(playbook) })),
  ];
}

function index(playbooks: readonly Playbook[]): string {
  const rows = playbooks.map(({ id, title, appliesTo }) => [`[${title}](runbooks/${id}.md)`, appliesTo ?? ""]);
  return [
    "# Runbooks",
    "",
    "A secret leaked. Find its kind, print its page, and go down it: **revoke, rotate, audit, communicate**, in this order, every time. Write down when each line was done.",
    "",
    table(["kind", "what leaked"], rows),
    "",
  ].join("\n");
}

function page({ id, title, appliesTo, why, console: place, ...playbook }: Playbook): string {
  const { revoke, rotate, audit } = playbook.steps;
  const elsewhere = playbook.elsewhere.map(({ what, link }) => ({ what: `${what}: <${link}>.` }));
  return [
    `# ${title}`,
    `${appliesTo} ${why}`,
    "Began at \\_\\_\\_\\_\\_\\_\\_ (UTC), by \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_. Environment, account and cluster: \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_. Words in capitals are yours to fill in.",
    "## 1. Revoke",
    ...(place === undefined ? [] : [`At <${place}>:`]),
    steps(revoke),
    "## 2. Rotate",
    steps(rotate),
    "## 3. Audit",
    steps([readsOfEntry, ...audit, ...elsewhere]),
    "## 4. Communicate",
    steps(communicate),
    "## Traps",
    playbook.traps.map((trap) => `- ${trap}`).join("\n"),
    "## References",
    playbook.references.map((reference) => `- <${reference}>`).join("\n"),
    `Its source: [playbooks/${id}.yaml](../../playbooks/${id}.yaml). What CloudTrail can show: [docs/audit.md](../audit.md).`,
  ].join("\n\n");
}

const readsOfEntry: Step = {
  what: "Look who read the entry since the leak: by its name, and again by its ARN. CloudTrail shows the one that was typed, and reaches 90 days back.",
  command:
    "aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=ENTRY --start-time LEAKED_AT --query 'Events[].[EventTime, EventName, Username]'",
};

const communicate: readonly Step[] = [
  { what: "Tell the team what leaked, when, what is done and what is open. Post no value, not even a part of one." },
  { what: "Tell the owner that the entry's tags name, and those who run its consumers." },
  { what: "Where somebody outside had it: legal and support decide what customers are told. A person sends it." },
  { what: "Write the post-mortem within a week, while it is remembered." },
];

/** A box to tick at each step; the command behind it stands alone, so that it can be copied. */
function steps(all: readonly Step[]): string {
  return all
    .map(({ what, command, sql, check }) =>
      [`- [ ] ${what}`, ...code("sh", command), ...code("sql", sql), ...seen(check)].join("\n\n"),
    )
    .join("\n");
}

function code(language: string, typed: string | undefined): string[] {
  if (typed === undefined) return [];
  const body = typed.split("\n").map((line) => `  ${line}`);
  return [[`  \`\`\`${language}`, ...body, "  ```"].join("\n")];
}

/** A check is a command or a sentence. */
function seen(check: string | undefined): string[] {
  if (check === undefined) return [];
  const [command, remark] = /^(?:aws|kubectl|jq) /.test(check)
    ? (/^(.*?)(?: (\([^()]*\)))?$/.exec(check) ?? []).slice(1)
    : [];
  return [
    command === undefined
      ? `  Done when: ${check}`
      : `  Done when: \`${command}\`${remark === undefined ? "" : ` ${remark}`}`,
  ];
}
