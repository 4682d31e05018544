import { z } from "zod";
import { removeLine } from "./config-problems";
import type { Environment } from "./environment";
import { serviceEntries } from "./entries";
import { syncsByEvents } from "./environment-arguments";
import { syncQueueArn } from "./event-sync-names";
import { type InventoryItem, inventory } from "./inventory";
import type { DeclaredService } from "./parse-services";
import { resolveFor } from "./per-environment";
import type { Platform } from "./platform";
import { alertTopicArn } from "./alert-topic";
import { isProduction } from "./production";
import type { EnvironmentRef } from "./references";
import { defaultStoreNames } from "./role-names";
import type { Service } from "./service";

/** A team's name where it is a part of a stack's name. */
export const teamPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The stack of one team's services in an environment, e.g. `"prod-payments"`. */
export function teamStackName(environment: string, team: string): string {
  return `${environment}-${team}`;
}

/**
 * The environment that a stack belongs to: what stands before the team's name, or the stack's own name where it names no team.
 *
 * @param team `strongroom:team` of the stack file.
 * @returns Nothing where the stack is not named after the team.
 * @example environmentOf("prod-payments", "payments") // "prod"
 */
export function environmentOf(stack: string, team: string | undefined): string | undefined {
  if (team === undefined) return stack;
  return stack.endsWith(`-${team}`) ? stack.slice(0, -team.length - 1) : undefined;
}

/** What a team's stack file may say. Everything else is the environment's to say. */
const ofATeam = new Set([
  "account",
  "cluster",
  "team",
  "seeded",
  "rotations",
  "adopt",
  "overrides",
  "respond",
  "guard",
]);

/**
 * What is wrong with a team's stack file: a name that does not tell the environment, and what only the environment's own file may say.
 *
 * @param values Full key to its value, e.g. `"strongroom:operator"`; those of Pulumi.yaml's defaults are empty.
 */
export function teamStackProblems(stack: string, team: string, values: Readonly<Record<string, unknown>>): string[] {
  const environment = environmentOf(stack, team);
  if (environment === undefined) {
    const wanted = `wanted a stack named after its environment and the team, such as prod-${team}`;
    return [
      `strongroom:team is "${team}" and the stack's name is "${stack}"; ${wanted}. ${removeLine(stack, "strongroom:team")}`,
    ];
  }
  return Object.entries(values).flatMap(([key, value]) => {
    const [namespace, name = ""] = key.split(":", 2);
    if (namespace !== "strongroom" || ofATeam.has(name) || saysNothing(value)) return [];
    return [`${key} is the environment's to say, in the file of the stack ${environment}. ${removeLine(stack, key)}`];
  });
}

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === "") return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every(saysNothing);
}

/** What is wrong with the teams that an environment's own stack leaves out: a split must leave no service to nobody, or to two. */
export function teamProblems(environment: Environment, services: readonly Service[]): string[] {
  const { stack, team, teamStacks, overrides } = environment;
  if (team === undefined && teamStacks.length === 0) return [];
  const teams = [...new Set(services.map(({ owner }) => owner.team))].sort();
  const unknown = teamStacks.flatMap((one, index) => {
    const key = `strongroom:teamStacks[${index}]`;
    if (teamStacks.indexOf(one) < index) return [`${key} is "${one}", as an earlier one is. ${removeLine(stack, key)}`];
    if (teams.includes(one)) return [];
    return [`${key} is "${one}"; wanted a team that owns a service: ${teams.join(", ")}. ${removeLine(stack, key)}`];
  });
  const moved = Object.entries(overrides).flatMap(([service, part]) => {
    if ((part as { owner?: { team?: unknown } } | null)?.owner?.team === undefined) return [];
    const key = `strongroom:overrides.${service}.owner.team`;
    return [
      `${key} cannot differ while teams have stacks of their own: it would be in two of them. ${removeLine(stack, key)}`,
    ];
  });
  return [...unknown, ...moved];
}

/**
 * The declarations that a stack reads: those of its team, or all.
 *
 * @throws Error that names the teams there are, where the team owns none.
 */
export function declarationsOfStack(environment: Environment, declared: readonly DeclaredService[]): DeclaredService[] {
  const { team, stack } = environment;
  if (team === undefined) return [...declared];
  const owners = declared.map(({ declaration }) => ownerTeam(environment, declaration));
  const own = declared.filter((_, index) => owners[index] === team);
  if (own.length > 0) return own;
  const teams = [...new Set(owners.filter((owner) => owner !== undefined))].sort().join(", ");
  throw new TeamWithoutServices(
    `strongroom:team is "${team}"; wanted a team that owns a service: ${teams}. ${removeLine(stack, "strongroom:team")}`,
  );
}

/** Thrown where a stack is of a team that owns nothing. */
export class TeamWithoutServices extends Error {}

function ownerTeam(environment: EnvironmentRef, declaration: unknown): string | undefined {
  const { value } = resolveFor(environment, (declaration as { owner?: unknown }).owner);
  const team = (value as { team?: unknown } | undefined)?.team;
  return typeof team === "string" ? team : undefined;
}

/** The services whose entries a stack makes: without those of teams that have a stack of their own. */
export function servicesOfStack({ teamStacks }: Environment, services: readonly Service[]): Service[] {
  return teamStacks.length === 0 ? [...services] : services.filter(({ owner }) => !teamStacks.includes(owner.team));
}

/** What the environment's own stack knows of the services of teams' stacks: not what those record of their entries. */
export function inventoryOfTeams(environment: Environment, services: readonly Service[]): InventoryItem[] {
  return services
    .filter(({ owner }) => environment.teamStacks.includes(owner.team))
    .flatMap((service) =>
      inventory(service, environment, serviceEntries(service, environment, { seeded: [], rotations: {} })),
    );
}

/** How an environment's owners are told of rotations. */
export interface TeamAlerts {
  /** The environment's topic. */
  topicArn: string;
  /** Full hour of the day of reminders, 4 to 21. Absent: 9. */
  hour?: number;
  /** Time zone of the hour. Absent: UTC. */
  timezone?: string;
}

/** What an environment's own stack tells those of teams, as its output `teamStacks`. */
export interface TeamStacks {
  /** The teams whose services it leaves to their own stacks. */
  teams: string[];
  /** How the environment's owners are told. Absent where nobody is. */
  alerts?: TeamAlerts;
  /** ARN of the queue that events of entries go to. Absent where no events are followed. */
  eventQueueArn?: string;
}

/** The output `teamStacks`, or nothing where there are none. */
export function teamStacksOutput(environment: Environment): TeamStacks | undefined {
  const { name, teamStacks: teams, reminders } = environment;
  if (teams.length === 0) return undefined;
  const { enabled = isProduction(name), topicArn = alertTopicArn(environment), hour, timezone } = reminders;
  const alerts = { topicArn, ...(hour !== undefined && { hour }), ...(timezone !== undefined && { timezone }) };
  const eventQueueArn = syncQueueArn(environment);
  return { teams, ...(enabled && { alerts }), ...(syncsByEvents(environment) && { eventQueueArn }) };
}

/** The output `platform` of an environment's own stack, which its stack file decides alone. */
export function platformOf({ name, account, region, secrets }: Environment): Platform {
  const store = (service: keyof typeof defaultStoreNames) =>
    ({ name: defaultStoreNames[service], kind: "ClusterSecretStore" }) as const;
  return {
    environment: { name, account, region },
    secretStore: store("SecretsManager"),
    parameterStore: store("ParameterStore"),
    ...secrets,
  };
}

/** Thrown when a team's stack does not fit to its environment's own. Its message says what to type. */
export class TeamStackError extends Error {
  override name = "TeamStackError";
}

const teamStacksSchema: z.ZodType<TeamStacks> = z.object({
  teams: z.array(z.string()),
  alerts: z
    .object({ topicArn: z.string(), hour: z.int().exactOptional(), timezone: z.string().exactOptional() })
    .exactOptional(),
  eventQueueArn: z.string().exactOptional(),
});

/**
 * Checks that an environment's own stack leaves a team's services to this stack, so that nothing belongs to two.
 *
 * @param stack The environment's own, for the message, e.g. `"acme/strongroom/prod"`.
 * @param output Its output `teamStacks`, or undefined where it has none.
 * @throws TeamStackError that says what to type.
 */
export function parseTeamStacks(stack: string, team: string, output: unknown): TeamStacks {
  const result = teamStacksSchema.safeParse(output);
  if (result.success && result.data.teams.includes(team)) return result.data;
  const own = stack.split("/").at(-1)!;
  throw new TeamStackError(
    `The stack ${stack} holds the services of team ${team} itself, and two stacks would own them. Nothing was changed.\n` +
      `Fix: add ${team} to strongroom:teamStacks in the file of the stack ${own}, and follow docs/scale.md: ` +
      "entries are moved from stack to stack before either is updated.",
  );
}

/**
 * Checks that a team's stack is in the account and the region of its environment.
 *
 * @param own Of the team's stack.
 * @param environment Of the environment's own.
 * @throws TeamStackError with each line to type.
 */
export function checkPlace(stack: string, own: EnvironmentRef, environment: EnvironmentRef): void {
  const problems = (["account", "region"] as const)
    .filter((key) => own[key] !== environment[key])
    .map((key) => {
      const name = key === "account" ? "strongroom:account" : "aws:region";
      return `${name} is "${own[key]}"; wanted that of ${environment.name}, "${environment[key]}". Type: pulumi config set --stack ${stack} ${name} ${environment[key]}`;
    });
  if (problems.length > 0) throw new TeamStackError(problems.join("\n"));
}
