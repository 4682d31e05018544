import { nameInArn } from "../../../components/model/entry-spellings";
import { shownPath } from "../../paths";
import { acquaintances } from "../audit/acquaintances";
import { type Audit, auditReads } from "../audit/audit-reads";
import { writeAudit } from "../audit/write-audit";
import type { IncidentFacts, StepFact } from "../communicate/facts";
import { sendInternal } from "../communicate/send-internal";
import { writeMessages } from "../communicate/write-messages";
import type { EntryIncident } from "../incident";
import type { Journal } from "../journal";
import { isSkipped } from "../rehearsed";
import type { Context, Step } from "../step";

/** Asks CloudTrail who read the entry since the leak. */
export const auditStep: Step = {
  id: "audit",
  phase: "audit",
  title: "Find out who had it",
  describe: () => ["CloudTrail since the leak, compared with the known readers: audit.md and audit.json."],
  run: async (context) => {
    const audit = await theAudit(context);
    const files = writeAudit(audit, context.incident.folder).map(shownPath);
    return { files: files.join(", ") };
  },
};

/** Writes what is told to whom. */
export const communicateStep: Step = {
  id: "communicate",
  phase: "communicate",
  title: "Tell those concerned",
  describe: () => [
    "An internal message, the post-mortem's skeleton and, where somebody outside may have had it, a draft for customers, which is never sent.",
  ],
  run: async (context) => {
    const facts = messageFacts(context, await theAudit(context));
    const files = writeMessages(facts, context.incident.folder).map(shownPath);
    const sent: string[] = [];
    for (const target of context.send) sent.push(await sendInternal(facts, target));
    return { files: files.join(", "), ...(sent.length > 0 && { sent: sent.join(", ") }) };
  },
};

/** An entry by its names, as CloudTrail is asked for it. */
export function auditedEntry(
  { entry, arn }: Pick<EntryIncident, "entry" | "arn">,
  replicaRegions: readonly string[],
): ReturnType<Context["audited"]> {
  const name = entry.startsWith("arn:") ? nameInArn(arn) : entry;
  return { entry: { name, arn }, replicaRegions, accessKeyIds: [], roleArns: [] };
}

/** It reads only, so a run that goes on after an interruption makes it again; one run makes it once. */
const audits = new WeakMap<Journal, Promise<Audit>>();

function theAudit({ program, incident, playbooks, journal, audited, say }: Context): Promise<Audit> {
  const { environment, services } = program;
  const made =
    audits.get(journal) ??
    auditReads(
      {
        environment,
        ...audited(),
        leakedAt: new Date(incident.leakedAt),
        known: acquaintances(environment, services),
        elsewhere: playbooks.flatMap(({ elsewhere }) => elsewhere),
      },
      { onQuestion: say },
    );
  audits.set(journal, made);
  return made;
}

function messageFacts({ incident, journal, steps, program, by }: Context, audit: Audit): IncidentFacts {
  const { id, subject, what, kind, owner, runbook, leakedAt, startedAt } = incident;
  const { name, account, region } = program.environment;
  const revocation = steps.findLast(({ phase }) => phase === "revoke");
  const revoked = revocation && journal.last(revocation.id, "done");
  const revokedAt = isSkipped(revoked) ? undefined : revoked?.at;
  return {
    id,
    environment: { name, account, region },
    subject,
    what,
    kind,
    owner,
    runbook,
    isDrill: incident.isDrill === true,
    consumers: incident.consumers.map((one) => `${one.kind}/${one.name}`),
    leakedAt,
    startedAt,
    ...(revokedAt !== undefined && { revokedAt }),
    responder: by,
    // The message is part of the last step: what it tells of is what is behind it.
    steps: steps
      .filter(({ id }) => id !== "communicate")
      .map(({ id, title }): StepFact => {
        const done = journal.last(id, "done");
        if (isSkipped(done)) return { title, state: "skipped" };
        return done ? { title, state: "done", at: done.at, by: done.by } : { title, state: "open" };
      }),
    audit,
  };
}
