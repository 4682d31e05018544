import { StagedEntries } from "../../aws/staged-entries";
import { Cluster } from "../../cluster/cluster";
import { externalSecretsReading, title } from "../../cluster/external-secrets";
import { consumerTitle, consumersOf } from "../../cluster/workloads";
import { loadProgram } from "../../load-program";
import { programFolder } from "../../preview/project";
import { type Target, chooseTarget } from "../../rotate/target";
import { UserError } from "../../user-error";
import type { Beginning, Case, Found } from "../case";
import { type EntryIncident, replicaRegions } from "../incident";
import { decide, planSteps } from "../plan";
import { readPlaybooks } from "../read-playbooks";
import { within } from "../step";
import { auditedEntry } from "../steps/tell";

/** What leaked: a group of a service, or one key of it. */
export interface WantedEntry {
  environment: string;
  service: string;
  /** For example `"app"` or `"app/STRIPE_SECRET_KEY"`. */
  group: string;
}

/** What a person would otherwise be asked for. */
export interface EntryAnswers {
  /** Whether somebody has said that the old credential is dead. */
  oldIsDead: boolean;
  /** Whether values that a third party would give are made up: in a drill. */
  madeUp: boolean;
}

/**
 * Finds the group and the keys among the declarations, and the playbooks for them.
 *
 * @param folder Of the program. Default: as every command finds it.
 * @param answers What nobody is asked for.
 * @throws UserError when there is no such group or key, or no playbook for it.
 */
export function entryCase(wanted: WantedEntry, folder: string | undefined, answers: EntryAnswers): Case {
  const [groupName = "", ...keys] = wanted.group.split("/");
  const program = loadProgram(wanted.environment, folder, wanted.service);
  const whole = chooseTarget(program, { ...wanted, group: groupName }, []);
  if (keys.length > 0 && whole.mode !== "manual") {
    throw new UserError(
      `${whole.entry} is rotated by AWS as a whole (mode ${whole.mode}). Nothing was changed.\nFix: name the group alone: ${groupName}.`,
    );
  }
  const target = keys.length > 0 ? chooseTarget(program, { ...wanted, group: groupName }, keys) : whole;
  const group = target.service.groups[groupName]!;
  const decision = decide(target, group, readPlaybooks(programFolder(folder)));
  const { environment } = program;
  return {
    program,
    subject: target.entry,
    name: [wanted.environment, wanted.service, groupName, ...keys].join("-"),
    words: `${wanted.environment} ${wanted.service} ${wanted.group}`,
    playbooks: decision.playbooks,
    look: async (beginning, earlier): Promise<Found> => {
      const entries = new StagedEntries(environment.region);
      try {
        const cluster = await Cluster.connect(environment);
        const { arn, current } = await lookAt(entries, target.entry);
        const refs = await externalSecretsReading(cluster, arn);
        // What was begun with this subject was an entry's.
        const incident = (earlier as EntryIncident | undefined) ?? {
          ...newIncident(beginning, target, keys),
          arn,
          version: current,
          consumers: await consumersOf(cluster, target.service),
        };
        const steps = planSteps(decision, environment, group, incident, refs);
        const asked = { ...target, given: { ...target.given, asked: decision.asked } };
        const holders = [
          ...refs.map((ref) => `ExternalSecret ${title(ref)}`),
          ...incident.consumers.map(consumerTitle),
        ];
        return {
          incident,
          facts: [
            ["entry", `${incident.entry}, version ${incident.version}`],
            ["held by", holders.join(", ") || "nobody in the cluster"],
          ],
          steps: within({ target: asked, incident, entries, cluster, refs, ...answers }, steps),
          audited: (factsOf) => {
            const { key } = factsOf("deactivate");
            return { ...auditedEntry(incident, replicaRegions(incident, environment)), accessKeyIds: key ? [key] : [] };
          },
          close: () => entries.close(),
        };
      } catch (error) {
        entries.close();
        throw error;
      }
    },
  };
}

function newIncident(
  beginning: Beginning,
  target: Target,
  keys: string[],
): Omit<EntryIncident, "arn" | "version" | "consumers"> {
  const { entry, service, group, owner, runbook } = target;
  return {
    ...beginning,
    subject: entry,
    what: `${entry} of service ${service.name}, ${keys.join(", ") || "every key"}`,
    service: service.name,
    group,
    keys,
    entry,
    owner: `${owner.team} <${owner.address}>`,
    runbook,
  };
}

async function lookAt(entries: StagedEntries, entry: string): Promise<{ arn: string; current: string }> {
  const { arn, current, isDeleted } = (await entries.describe(entry)) ?? {};
  if (arn !== undefined && current !== undefined && !isDeleted) return { arn, current };
  throw new UserError(
    `${entry} has no value that could have leaked. Nothing was changed.\nFix: look whether the environment and the group are right.`,
  );
}
