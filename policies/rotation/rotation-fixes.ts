import type { Resource } from "../engine/rule";
import { maximumIntervalDays } from "./interval";
import { tagOf } from "./secret-tags";

/** The name that a person knows a secret by: in AWS if it is known, else in the program. */
export function nameOf({ props, name }: Resource): string {
  return typeof props.name === "string" && props.name !== "" ? props.name : name;
}

/** What to do about a secret without a rotation. @param longest Days. */
export function missingFix(longest: number, secret: Resource): string {
  const { file, group } = placeOf(secret);
  const schedule = `rate(${usual(longest)} days)`;
  const byFunction = `{ mode: "lambda", functionArn: "arn:aws:lambda:...", schedule: "${schedule}" }`;
  return [
    ...(longest === maximumIntervalDays.database
      ? [`in ${file}, give ${group} rotation: { mode: "database" }, which is AWS's own function, or ${byFunction},`]
      : [`in ${file}, give ${group} rotation: ${byFunction},`]),
    `or rotation: { mode: "manual", intervalDays: ${usual(longest)} } where no function can rotate it.`,
    `In another program, add new aws.secretsmanager.SecretRotation("...", { secretId: secret.id, rotationLambdaArn,`,
    `rotationRules: { scheduleExpression: "${schedule}" } }), or ${tagsToSet(longest)}.`,
  ].join("\n");
}

/** What to do about a manual rotation that is not complete. @param longest Days. */
export function manualFix(longest: number, secret: Resource): string {
  const { file, group } = placeOf(secret);
  return [
    `in ${file}, give ${group} rotation: { mode: "manual", intervalDays: ${usual(longest)} }, and the service an owner and a runbook.`,
    `In another program, ${tagsToSet(longest)}.`,
  ].join("\n");
}

/** What to do about a schedule. @param longest Days. */
export function scheduleFix(longest: number, secret?: Resource): string {
  const schedule = `schedule: "rate(${usual(longest)} days)"`;
  const { file, group } = secret ? placeOf(secret) : { file: "services/<service>.ts", group: "its group" };
  return [
    `in ${file}, give ${group} ${schedule} or a shorter one.`,
    `In another program, set rotationRules of the SecretRotation: { scheduleExpression: "rate(${usual(longest)} days)" }.`,
  ].join("\n");
}

/** What to do about an entry without a value. */
export function seedFix(secret: Resource): string {
  const command = commandOn("seed", secret);
  const put = command === undefined ? "put its value, and record" : `${command} puts its value, and records`;
  return [
    `${put} ${nameOf(secret)} under strongroom:seeded in the stack file;`,
    "the next pulumi up adds its rotation.",
  ].join("\n");
}

/** What to do about a rotation by hand that is late. @param tag The tag that dates the last one. */
export function rotateFix(secret: Resource, tag: string): string {
  const [owner, runbook] = ["owner", "runbook"].map((key) => tagOf(secret, key));
  const who = typeof owner === "string" && /^[\w .@-]{1,64}$/.test(owner) ? owner : "its owner";
  const how = typeof runbook === "string" && /^https:\/\/[\w./#-]{1,200}$/.test(runbook) ? runbook : "its runbook";
  const rotates = `${who} rotates it as ${how} says`;
  const command = commandOn("rotate", secret);
  if (command === undefined) return `${rotates}, and sets the tag ${tag} to that day.`;
  return [`${rotates}: ${command}.`, `In another program, set the tag ${tag} to that day.`].join("\n");
}

/** What to type, for an entry with a name of this project. */
function commandOn(verb: "seed" | "rotate", secret: Resource): string | undefined {
  const [, environment, service, group] = partsOf(secret) ?? [];
  if (environment === undefined) return undefined;
  return ["npx strongroom", verb, environment, service, ...(verb === "rotate" ? [group] : [])].join(" ");
}

function tagsToSet(longest: number): string {
  return `tag the secret rotation-mode=manual, owner, runbook and rotation-interval-days (1 to ${longest})`;
}

/** A round number that people use: 30 days, or 90 within a quarter. */
function usual(longest: number): number {
  return longest >= 90 ? 90 : longest;
}

/** Entries of this project are called `<environment>/<service>/<group>`. */
function partsOf(secret: Resource): RegExpExecArray | null {
  return /^([a-z0-9-]+)\/([a-z0-9-]+)\/([a-z0-9-]+)$/.exec(nameOf(secret));
}

function placeOf(secret: Resource): { file: string; group: string } {
  const parts = partsOf(secret);
  const tag = tagOf(secret, "service");
  const service = typeof tag === "string" && /^[a-z0-9-]+$/.test(tag) ? tag : parts?.[2];
  return {
    file: `services/${service ?? "<service>"}.ts`,
    group: parts ? `the group ${parts[3]}` : "its group",
  };
}
