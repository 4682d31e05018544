import { completeGroup, completeSetting } from "./complete-groups";
import type { Draft } from "./draft";
import { type Field, readField } from "./fields";
import type { Flags } from "./flags";
import type { NewGroup, NewService } from "./new-service";
import type { OnboardOptions } from "./options";
import type { Decider } from "./questions";
import type { FoundKey } from "./sources/found";
import { namesCredential } from "./sources/judge-key";
import { type Consumer, type Typed, readSecret, readWorkload } from "./typed";

/** What a draft is completed from. */
export interface Decided {
  options: OnboardOptions;
  flags: Flags;
  decider: Decider;
}

/**
 * Completes a draft with what was typed and, for the rest, with what a person decides.
 *
 * @param name The service's, if it is known.
 * @returns Nothing where something is missing that nobody could be asked for.
 */
export async function complete(
  draft: Draft,
  name: string | undefined,
  { options, flags, decider }: Decided,
): Promise<NewService | undefined> {
  const ask = (field: Field, flag: string, why: string, question: string, usual?: string) =>
    decider.decide({
      flag,
      why,
      question,
      ...(usual !== undefined && { otherwise: { value: usual, shown: usual } }),
      read: (typed) => readField(field, typed),
    });
  const service = name ?? (await ask("name", "SERVICE", "its name, which its file gets", "Name of the service"));
  const namespace =
    options.namespace ??
    draft.namespace ??
    (await ask("namespace", "--namespace NAME", "its Kubernetes namespace", "Kubernetes namespace", service));
  const workloads = draft.workloads.length > 0 ? draft.workloads : await askWorkload(decider, service);
  const team = options.team ?? (await ask("team", "--team NAME", "who answers for it", "Team that answers for it"));
  const reaches = "an e-mail address that reaches the team";
  const address = options.address ?? (await ask("address", "--address EMAIL", reaches, `Its e-mail address`));
  const page = "the page that the on-call engineer reads";
  const runbook = options.runbook ?? (await ask("runbook", "--runbook URL", page, `URL of ${page}`));

  const groups: (NewGroup | undefined)[] = [];
  for (const group of draft.groups) groups.push(await completeGroup(group, { flags, decider }));
  const settings: { key: FoundKey; value: string | undefined }[] = [];
  for (const key of draft.settings) {
    const stays = options.leaveSettings && !flags.settings.has(key.variable);
    settings.push({ key, value: stays ? undefined : await completeSetting(key, { flags, decider }) });
  }
  const given = [service, namespace, team, address, runbook];
  if (given.includes(undefined) || workloads === undefined || groups.includes(undefined)) return undefined;
  const whole = groups as NewGroup[];
  return {
    name: service!,
    namespace: namespace!,
    owner: { team: team!, address: address! },
    runbook: runbook!,
    workloads,
    groups: whole,
    settings: settings.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, value }])),
    left: [
      ...draft.left,
      ...settings.flatMap(({ key, value }) => (value === undefined ? [key] : [])),
      ...whole.flatMap(staysWithRds),
    ],
    given: draft.given,
  };
}

/** An entry that RDS owns holds user and password alone: the address stays where it is. */
function staysWithRds({ database, rotation }: NewGroup): FoundKey[] {
  if (database === undefined || rotation !== "rds-managed") return [];
  return database.members.filter(({ part }) => ["host", "port", "name"].includes(part)).map(({ key }) => key);
}

async function askWorkload(decider: Decider, service: string | undefined): Promise<Consumer[] | undefined> {
  const usual: Consumer = { kind: "Deployment", name: service ?? "" };
  const workload = await decider.decide({
    flag: "--workload KIND/NAME",
    why: "who reads the secrets, such as Deployment/orders; may be repeated",
    question: "Workload that reads the secrets",
    ...(service !== undefined && { otherwise: { value: usual, shown: `Deployment/${service}` } }),
    read: readWorkload,
  });
  return workload && [workload];
}

/** What the service reads, where no source and no flag says it. */
export async function askForKeys(decider: Decider): Promise<FoundKey[]> {
  const named =
    (meant: (variable: string) => FoundKey["meaning"]) =>
    (typed: string): Typed<FoundKey[]> => {
      const read = typed
        .split(/[\s,]+/)
        .filter((word) => word !== "")
        .map(readSecret);
      const wrong = read.find((one) => "problem" in one);
      if (wrong !== undefined) return wrong;
      return {
        value: read.flatMap((one) =>
          "value" in one ? [{ reads: one.value[0], variable: one.value[0], meaning: meant(one.value[0]) }] : [],
        ),
      };
    };
  const credentials = await decider.decide({
    flag: "--secret NAME",
    why: "a credential that it reads; may be repeated. --from FILE finds them, --setting NAME=VALUE is for the rest",
    question: "Credentials that it reads, such as STRIPE_SECRET_KEY, with spaces between",
    read: named(() => "credential"),
  });
  if (!decider.asks) return credentials ?? [];
  const settings = await decider.decide({
    flag: "--setting NAME=VALUE",
    why: "a setting that it reads",
    question: "Settings that it reads, such as LOG_LEVEL, with spaces between",
    otherwise: { value: [], shown: "none" },
    // What is named as a password is one, wherever it is listed.
    read: named((variable) => (namesCredential(variable) ? "credential" : "setting")),
  });
  return [...(credentials ?? []), ...(settings ?? [])];
}
