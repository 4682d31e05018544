import { nameInArn } from "../../../components/model/entry-spellings";
import { shownPath } from "../../paths";
import { acquaintances } from "../audit/acquaintances";
import { type Audit, auditReads } from "../audit/audit-reads";
import { writeAudit } from "../audit/write-audit";
import type { IncidentFacts, StepFact } from "../communicate/facts";
import { sendInternal } from "../communicate/send-internal";
import { writeMessages } from "../communicate/write-messages";
import { replicaRegions } from "../incident";
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
    const facts = factsOf(context, await theAudit(context));
    const files = writeMessages(facts, context.incident.folder).map(shownPath);
    const sent = context.send && (await sendInternal(facts, context.send));
    return { files: files.join(", "), ...(sent !== undefined && { sent }) };
  },
};

/** It reads only, so a run that goes on after an interruption makes it again. */
async function theAudit(context: Context): Promise<Audit> {
  const { program, incident, playbooks, say } = context;
  const { environment, services } = program;
  const name = incident.entry.startsWith("arn:") ? nameInArn(incident.arn) : incident.entry;
  context.audit ??= await auditReads(
    {
      environment,
      replicaRegions: replicaRegions(incident, environment),
      entry: { name, arn: incident.arn },
      accessKeyIds: [],
      leakedAt: new Date(incident.leakedAt),
      known: acquaintances(environment, services),
      elsewhere: playbooks.flatMap(({ elsewhere }) => elsewhere),
    },
    { onQuestion: say },
  );
  return context.audit;
}

function factsOf({ incident, journal, steps, program, by }: Context, audit: Audit): IncidentFacts {
  const { id, service, entry, keys, kind, owner, runbook, leakedAt, startedAt } = incident;
  const { name, account, region } = program.environment;
  const revocation = steps.findLast(({ phase }) => phase === "revoke");
  const revokedAt = revocation && journal.last(revocation.id, "done")?.at;
  return {
    id,
    environment: { name, account, region },
    service,
    entry,
    keys,
    kind,
    owner,
    runbook,
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
        return done ? { title, state: "done", at: done.at, by: done.by } : { title, state: "open" };
      }),
    audit,
  };
}
