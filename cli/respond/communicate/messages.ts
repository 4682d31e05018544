import { text } from "../audit/render";
import { type IncidentFacts, stateOf } from "./facts";

/** Texts of an incident. */
export interface Messages {
  /** One line, for a subject. */
  title: string;
  /** For the team. */
  internal: string;
  /** For customers, where somebody outside may have had the credential. A person reads, completes and sends it; no program does. */
  customer?: string;
  postMortem: string;
}

/** Fills the messages with what is known. What is not known is said, or left for a person in brackets. */
export function composeMessages(facts: IncidentFacts): Messages {
  const use = facts.audit?.outsideUse;
  const tellsCustomers = use === "yes" || use === "possible";
  return {
    title: titleOf(facts),
    internal: internal(facts),
    ...(tellsCustomers && { customer: customer(facts) }),
    postMortem: postMortem(facts),
  };
}

function titleOf(facts: IncidentFacts): string {
  const states = { closed: "handled", failed: "NEEDS HELP", open: "in progress" };
  return `${facts.isDrill ? "DRILL " : ""}[${facts.environment.name}] leaked ${facts.kind}: ${facts.subject} (${states[stateOf(facts)]})`;
}

function internal(facts: IncidentFacts): string {
  const { environment, what, owner, runbook, consumers, responder } = facts;
  const unknown = facts.audit?.actors.filter(({ standing }) => standing === "unknown") ?? [];
  return lines(
    titleOf(facts),
    ...(facts.isDrill ? ["This is a drill: nothing leaked."] : []),
    "",
    `What: ${what}`,
    `Where: account ${environment.account}, ${environment.region}`,
    `Leaked: ${facts.leakedAt}, as far as is suspected. Response began: ${facts.startedAt}, by ${responder}`,
    `Owner: ${owner}. Runbook: ${runbook}`,
    `Read by: ${consumers.join(", ") || "no workload"}`,
    "",
    ...facts.steps.map(stepLine),
    "",
    `Use by others: ${useSentence(facts)}`,
    ...unknown.slice(0, 5).map(({ actor, reads, addresses, first, last }) => {
      const from = Object.keys(addresses).slice(0, 3).join(", ");
      return `- ${actor.name}: ${reads} reads from ${from}, ${first} to ${last}`;
    }),
    ...(unknown.length > 5 ? [`- ${unknown.length - 5} more, see audit.md`] : []),
    "",
    "This message holds no value. Do not post one here: whoever has it as evidence keeps it to themselves.",
  );
}

function stepLine({ title, state, at, by }: IncidentFacts["steps"][number]): string {
  const marks = { done: "[x]", failed: "[FAILED]", skipped: "[skipped]", open: "[ ]" };
  const when = at === undefined ? "" : ` (${at}${by === undefined ? "" : `, ${by}`})`;
  return `${marks[state]} ${title}${when}`;
}

function useSentence({ audit }: IncidentFacts): string {
  if (audit === undefined) return "not looked at yet.";
  const sentences = {
    yes: "YES, somebody who is not known to read it got the value.",
    possible: "possible: what leaked was used, and who used it has to be found out.",
    no: `none that CloudTrail shows since ${audit.since}; audit.md says what it cannot show.`,
    "not known": "not known: CloudTrail did not show enough; audit.md says what is missing.",
  };
  return sentences[audit.outsideUse];
}

/** Names nothing of the inside: no entry, service, role, address or vendor. */
function customer(facts: IncidentFacts): string {
  const isProven = facts.audit?.outsideUse === "yes";
  const steps = facts.steps.filter(({ state, title }) => state === "done" && /^revoke/i.test(title));
  const revoked = facts.revokedAt ?? steps.at(-1)?.at;
  return lines(
    ...(facts.isDrill ? ["THIS IS A DRILL: nothing leaked."] : []),
    "DRAFT. The tool never sends this. Have legal and support read it, fill in what stands in brackets, and send it by hand.",
    "",
    "Subject: Security notice about your account with [COMPANY]",
    "",
    "Dear customer,",
    "",
    `on ${day(facts.startedAt)} we learned that a credential of one of our internal systems had become known outside of our company, ` +
      `from ${day(facts.leakedAt)} on as far as we know.`,
    "",
    isProven
      ? "Our records show that it was used by somebody who is not part of our company."
      : "Our records show uses that we cannot yet attribute. We cannot rule out that somebody outside of our company made them.",
    revoked === undefined
      ? "[WHEN AND HOW IT WAS REVOKED]"
      : `The credential was revoked on ${minute(revoked)} UTC and has not worked since.`,
    "",
    "What this means for you: [WHICH DATA THE CREDENTIAL OPENED; WHICH OF IT WAS REACHED, AND WHAT WAS NOT]",
    "What you can do: [STEPS, OR: you do not have to do anything]",
    "What we do: [WHAT WAS CHANGED SO THAT THIS DOES NOT HAPPEN AGAIN]",
    "",
    "Questions: [ADDRESS]",
  );
}

function postMortem(facts: IncidentFacts): string {
  const { audit } = facts;
  const moments = [
    { at: facts.leakedAt, what: "Leaked, as far as is suspected" },
    { at: facts.startedAt, what: `Response began, by ${text(facts.responder)}` },
    ...facts.steps.flatMap(({ title, state, at }) =>
      at === undefined ? [] : [{ at, what: `${text(title)}: ${state}` }],
    ),
    ...(audit?.timeline ?? [])
      .filter(({ standing }) => standing === "unknown")
      .slice(0, 50)
      .map(({ time, name, actor, address }) => ({
        at: time,
        what: `${text(name)} by ${text(actor.name)} from ${text(address)}, UNKNOWN`,
      })),
  ].sort((one, other) => one.at.localeCompare(other.at));
  return lines(
    `# ${facts.isDrill ? "Drill" : "Post-mortem"}: ${facts.kind}, ${facts.subject}`,
    "",
    "Blameless: it asks what made this possible, and who is only named as who knows more.",
    "",
    "## Summary",
    "",
    `- Incident: ${facts.id}, environment ${facts.environment.name}`,
    `- Owner: ${text(facts.owner)}`,
    `- Use by others: ${useSentence(facts)}`,
    `- From the suspected leak to the response: ${elapsed(facts.leakedAt, facts.startedAt)}`,
    "- Impact: [WHAT IT OPENED, FOR HOW LONG, AND WHAT WAS REACHED]",
    "",
    "## Timeline (UTC)",
    "",
    ...moments.map(({ at, what }) => `- ${at} ${what}`),
    "",
    "## Questions",
    "",
    ...[
      "How did it leak?",
      "How was it noticed, and what would have noticed it earlier?",
      "Which guard should have blocked it, and why did it not?",
      "What took longest in the response?",
      "What did the audit not cover, and was it looked at elsewhere?",
    ].map((question) => `- ${question} [ANSWER]`),
    "",
    "## Actions",
    "",
    "| what | who | until |",
    "| --- | --- | --- |",
    "| [ACTION] | [PERSON] | [DAY] |",
  );
}

const lines = (...all: string[]): string => `${all.join("\n")}\n`;
const day = (moment: string): string => moment.slice(0, 10);
const minute = (moment: string): string => moment.slice(0, 16).replace("T", " ");

function elapsed(from: string, to: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  return days > 0 ? `${days} d ${hours} h` : `${hours} h ${minutes % 60} min`;
}
