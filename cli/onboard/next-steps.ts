import type { Service } from "../../components/model/service";
import type { Checked } from "./check-declaration";
import { type NewService, credentialsOf } from "./new-service";
import { seedCommands, typedKeys } from "./seed-commands";
import type { FoundPlace } from "./sources/found";
import { workloadStep } from "./workload-step";
import { oldSecretsStep } from "./old-secrets-step";
import { indent } from "../../report/words";

/** What is told once a service's file is written. */
export interface NextSteps {
  environment: string;
  /** The stack that makes the entries: the environment's own, or that of the service's team. */
  stack: string;
  /** The file, as a reader would type it. */
  file: string;
  /** The stack file, where it was changed. */
  stackFile?: string;
  /** Names of entries that are adopted. */
  adopted: readonly string[];
  /** Whether no other service is in its namespace, so that nobody may have made it yet. */
  isFirstInNamespace: boolean;
}

/**
 * What is to be done now, in order: the update, the values, the workload, what stood in plain text, the pull request.
 *
 * @param refusals Other environments that refuse the service as it stands.
 */
export function describeNext(
  declared: NewService,
  service: Service,
  refusals: Checked["refusals"],
  { environment, stack, file, stackFile, adopted, isFirstInNamespace }: NextSteps,
): string {
  const isSplit = stack !== environment;
  const changed = stackFile === undefined ? file : `${file} and ${stackFile}`;
  const opens = isFirstInNamespace && !isSplit ? `\n  The namespace ${service.namespace} has to exist before.` : "";
  const up = `pulumi up --stack ${stack}${opens}`;
  const seed = seedStep(environment, declared, adopted.length > 0);
  const steps = [
    ...(isSplit ? [environmentStep(environment)] : []),
    // What exists already can be recorded before the update: then one update adopts it and starts its rotation.
    ...(adopted.length > 0 ? [seed, up] : [up, seed]),
    ...(adopted.length > 0 ? [adoptedStep(stack)] : []),
    workloadStep(declared, service),
    ...plainStep(environment, declared),
    ...oldSecretsStep(declared),
    `Commit ${changed} on a branch, and open a pull request.`,
    ...refusals.map(({ environment: other, message }) => `Before it goes to ${other}:\n${indent(message, 2)}`),
  ];
  const left = declared.left.map(({ reads }) => reads);
  return [
    ...(left.length > 0 ? [`Left where it is: ${left.join(", ")}.`, ""] : []),
    "Next:",
    ...steps.map((step, index) => `  ${index + 1}. ${step.replace(/\n(?=.)/g, "\n     ")}`),
  ].join("\n");
}

function seedStep(environment: string, declared: NewService, adopts: boolean): string {
  const byHand = `npx strongroom seed ${environment} ${declared.name}`;
  const commands = seedCommands(environment, declared);
  const typed = typedKeys(declared);
  if (!declared.groups.some(({ rotation }) => rotation !== "rds-managed")) return "Nothing is to be seeded.";
  const asks = typed.length > 0 || adopts ? [`${byHand}${typed.length > 0 ? `, for ${typed.join(", ")}` : ""}`] : [];
  if (commands.length === 0) return asks[0] ?? byHand;
  const piped = commands.map((command) => indent(command, 2)).join("\n");
  const rest = asks.length > 0 ? `\nThen on a terminal: ${asks[0]}` : "";
  return `Put the values, straight from where they lie:\n${piped}${rest}`;
}

/** What the environment's own stack does for every service, also where the entries are in the stack of its team. */
function environmentStep(environment: string): string {
  return `pulumi up --stack ${environment}: its stores admit the namespace, which has to exist, and its topic tells the owner.`;
}

function adoptedStep(stack: string): string {
  return `pulumi config rm --stack ${stack} strongroom:adopt, once the update is done.`;
}

/**
 * What lay in plain text in the cluster goes away there, and counts as known to everybody who could read it. Where a `.env` lies,
 * and who reads it, only its owner knows.
 */
function plainStep(environment: string, { name, groups }: NewService): string[] {
  const lay = groups.flatMap((group) => credentialsOf(group).map((key) => ({ group: group.name, key })));
  const plain = lay.filter(
    ({ key: { place, inside } }) => inside !== undefined || (place && !["Secret", "file"].includes(place.kind)),
  );
  if (plain.length === 0) return [];
  const keys = plain.map(({ key: { place, inside, variable } }) =>
    inside === undefined ? `${place!.key} in ${titleOf(place!)}` : `${variable} in ${inside}`,
  );
  const rotate = [...new Set(plain.map(({ group }) => `npx strongroom rotate ${environment} ${name} ${group}`))];
  return [`Remove what stands in plain text, and rotate it: ${keys.join(", ")}.\n${indent(rotate.join("\n"), 2)}`];
}

function titleOf({ kind, name }: FoundPlace): string {
  return name === undefined ? kind : `${kind} ${name}`;
}

/** What is to be done once the entries of a declared service are to be adopted. */
export function describeAdopted(
  { environment, stack, stackFile }: { environment: string; stack: string; stackFile: string },
  name: string,
): string {
  return [
    "Next:",
    `  1. npx strongroom seed ${environment} ${name}`,
    `  2. pulumi up --stack ${stack}`,
    `  3. ${adoptedStep(stack)}`,
    `  4. Commit ${stackFile} on a branch, and open a pull request.`,
  ].join("\n");
}
