import type { Environment } from "../../components/model/environment";
import type { RotationDocument } from "../../report/documents/rotate";
import type { EntryVersions } from "../aws/entries";
import { type ExternalSecretRef, title } from "../cluster/external-secrets";
import { type Consumer, consumerTitle } from "../cluster/workloads";
import type { Target } from "./target";

/** What came of a rotation. */
export interface RotationResult {
  /** The version that is current now. */
  version: string;
  /** What is not finished, each a sentence. None: the value is where it belongs. */
  problems: readonly string[];
}

/** What `--json` writes. report/schemas/rotate.schema.json describes it. */
export function rotationDocument(environment: Environment, target: Target, result: RotationResult): RotationDocument {
  const { name, account, region } = environment;
  const { service, group, entry, mode } = target;
  const { version, problems } = result;
  return {
    version: 1,
    environment: name,
    account,
    region,
    service: service.name,
    group,
    entry,
    mode,
    current: version,
    problems: [...problems],
  };
}

/** What is rotated, where, and who answers for it: before anything is asked or changed. */
export function describeTarget(environment: Environment, target: Target, versions: EntryVersions): string {
  const { name, account, region, cluster } = environment;
  const { service, group, entry, mode, owner, runbook } = target;
  return [
    `${service.name} ${group} in ${name}, account ${account}, ${region}, cluster ${cluster.name}:`,
    `  entry    ${entry}, mode ${mode}`,
    `  version  ${versions.current}${versions.pending === undefined ? "" : `; pending ${versions.pending}`}`,
    `  owner    ${owner.team} <${owner.address}>`,
    `  runbook  ${runbook}`,
  ].join("\n");
}

const comes: Readonly<Record<Consumer["comes"], string>> = {
  restart: "is restarted",
  files: "reads its files again",
  "next-run": "reads it at its next run",
  absent: "does not exist",
};

/** Who reads it. */
export function describeConsumers(refs: readonly ExternalSecretRef[], consumers: readonly Consumer[]): string {
  return [
    `  read by  ${refs.length === 0 ? "no ExternalSecret" : refs.map((ref) => `ExternalSecret ${title(ref)}`).join(", ")}`,
    ...consumers.map((consumer) => `           ${consumerTitle(consumer)}, which ${comes[consumer.comes]}`),
  ].join("\n");
}

/** What each mode does, to be read in a dry run. */
const procedures: Readonly<Record<Target["mode"], string>> = {
  manual: "",
  lambda: "RotateSecret, which runs its function",
  database: "RotateSecret, which runs AWS's function for the engine",
  "rds-managed": "RotateSecret, and RDS changes the password",
  "managed-external": "RotateSecret, and Secrets Manager changes it at the partner",
};

/** What would be done, step by step. */
export function describePlan(target: Target, { pending, keepsPending }: EntryVersions, wait: boolean): string {
  const isManual = target.mode === "manual";
  const taken = pending !== undefined || (isManual && keepsPending);
  const steps = [
    taken ? `take up version ${pending ?? "that is current already"}, of a rotation that has not ended` : begin(target),
    ...(isManual && !keepsPending ? ["make it current"] : isManual ? [] : ["wait until it is current"]),
    ...(isManual ? ["date the rotation in the stack file"] : []),
    ...(wait
      ? ["have the ExternalSecrets read it, and compare", "restart the consumers, and wait until they are available"]
      : []),
  ];
  return ["Would:", ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join("\n");
}

function begin({ mode, given, generated }: Target): string {
  if (mode !== "manual") return procedures[mode];
  const parts = [
    ...(given.asked.length > 0 ? [`ask for ${given.asked.join(", ")}`] : []),
    ...(generated.length > 0 ? [`make a random value for ${generated.map(({ key }) => key).join(", ")}`] : []),
  ];
  return `${parts.join("; ")}; stage that as AWSPENDING`;
}
