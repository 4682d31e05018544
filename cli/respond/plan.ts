import type { Environment } from "../../components/model/environment";
import type { Database, SecretGroup } from "../../components/model/service";
import type { ExternalSecretRef } from "../cluster/external-secrets";
import type { Target } from "../rotate/target";
import { UserError } from "../user-error";
import { type EntryIncident, replicaRegions } from "./incident";
import { type Playbook, choosePlaybook } from "./playbook";
import type { EntryContext, Step } from "./step";
import { accessKeySteps } from "./steps/access-key";
import { rotationSteps } from "./steps/by-aws";
import { dropStep, newValues, oldIsDead, promoteStep, stageStep } from "./steps/by-hand";
import { databaseSteps } from "./steps/database";
import { deliverStep, replicasStep } from "./steps/deliver";
import { managedSteps } from "./steps/rds-managed";
import { auditStep, communicateStep } from "./steps/tell";

/** Characters of a random key, unless its declaration says otherwise. */
const keyLength = 48;

/** What is to be replaced, and by which playbooks. */
export interface Decision {
  playbooks: Playbook[];
  /** Keys that a person gives. */
  asked: string[];
  /** Keys of an access key, which AWS makes anew. */
  accessKey?: string[];
  /** Keys that get a random value, with its length in characters. */
  random: Record<string, number>;
}

/** Decides, key by key, which playbook applies, and who makes the new value. */
export function decide(target: Target, group: SecretGroup, playbooks: readonly Playbook[]): Decision {
  const { mode } = target;
  if (mode !== "manual" || group.database !== undefined) {
    const database = group.database !== undefined;
    return { playbooks: [choosePlaybook(playbooks, { mode, database })], asked: [], random: {} };
  }
  const made = Object.fromEntries(target.generated.map(({ key, length }) => [key, length]));
  const chosen = [...target.given.asked, ...Object.keys(made)].map((key) => ({
    key,
    playbook: choosePlaybook(playbooks, { mode, key, database: false }),
  }));
  const accessKey = chosen.filter(({ playbook }) => playbook.revoke === "access-key").map(({ key }) => key);
  if (accessKey.length > 0) {
    if (accessKey.length < chosen.length) throw alone(target.entry, accessKey);
    return { playbooks: [chosen[0]!.playbook], accessKey, asked: [], random: {} };
  }
  const dropped = chosen.filter(({ key, playbook }) => playbook.revoke === "drop" || Object.hasOwn(made, key));
  const lengthOf = (key: string): number => made[key] ?? group.keys?.[key]?.length ?? keyLength;
  return {
    playbooks: [...new Set(chosen.map(({ playbook }) => playbook))],
    asked: chosen.filter((one) => !dropped.includes(one)).map(({ key }) => key),
    random: Object.fromEntries(dropped.map(({ key }) => [key, lengthOf(key)])),
  };
}

function alone(entry: string, keys: string[]): UserError {
  return new UserError(
    `${entry} holds an access key of AWS beside other keys. Nothing was changed.\nFix: respond to each by its name: GROUP/${keys[0]} first.`,
  );
}

/**
 * The steps of a response: revoke, rotate, audit, communicate.
 *
 * @param decision What `decide` said.
 * @throws UserError when a playbook wants what the declaration does not have.
 */
export function planSteps(
  decision: Decision,
  environment: Environment,
  group: SecretGroup,
  incident: Pick<EntryIncident, "consumers" | "entry">,
  refs: readonly ExternalSecretRef[],
): Step<EntryContext>[] {
  const regions = replicaRegions(incident, environment);
  return [
    ...revocation(decision, environment, group),
    deliverStep(incident, refs),
    ...(regions.length > 0 ? [replicasStep(regions)] : []),
    auditStep,
    communicateStep,
  ];
}

function revocation(
  { playbooks, accessKey, asked, random }: Decision,
  environment: Environment,
  group: SecretGroup,
): Step<EntryContext>[] {
  const techniques = playbooks.map(({ revoke }) => revoke);
  if (accessKey !== undefined) return accessKeySteps(accessKey);
  if (techniques.includes("rds-managed")) return managedSteps(databaseOf(group));
  if (techniques.includes("rotate")) return rotationSteps(group, environment);
  if (techniques.includes("database")) {
    return [...databaseSteps(databaseOf(group)), promoteStep("rotate"), dropStep("rotate")];
  }
  const made = Object.keys(random);
  const what = [
    ...(asked.length > 0 ? [`What you give for ${asked.join(", ")}`] : []),
    ...(made.length > 0 ? [`a random value for ${made.join(", ")}`] : []),
  ].join(", and ");
  const stage = stageStep(what, (context, held) => newValues(context, held, random));
  // Where nobody else has to revoke anything, the new value becoming current is the revocation.
  if (asked.length === 0) return [stage, promoteStep("revoke"), dropStep("revoke")];
  return [stage, oldIsDead, promoteStep("rotate"), dropStep("rotate")];
}

function databaseOf({ database }: SecretGroup): Database {
  if (database !== undefined) return database;
  throw new UserError(
    "A playbook wants a database, and the group declares none. Nothing was changed.\nFix: correct the playbook.",
  );
}
