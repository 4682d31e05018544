import { longestInterval, maximumIntervalDays } from "../../policies/rotation/interval";
import { unmanagedReason } from "./database-engines";
import { partners } from "./partners";
import type { EnvironmentRef } from "./references";
import type { Rotation, RotationTiming } from "./rotation";
import { rotationStrategy } from "./rotation-functions";
import type { LooseGroup, RuleProblem } from "./rule-problem";
import type { Database, Service } from "./service";

/** What is wrong with how a group rotates, whatever the environment. Paths begin at the group. */
export function rotationProblems(group: LooseGroup): RuleProblem[] {
  const mode = group.rotation?.mode;
  const problems = [
    ...(mode === undefined ? [] : modeProblems(mode, group)),
    ...timingProblems(mode, group.rotation ?? {}),
  ];
  return [
    ...problems.map((message) => ({ path: ["rotation"], message })),
    ...partnerProblems(group),
    ...intervalProblems(group),
  ];
}

/** Each mode is for what it can rotate. */
function modeProblems(mode: Rotation["mode"], { database, partner }: LooseGroup): string[] {
  if (mode === "rds-managed") {
    if (!database) return ["RDS owns database credentials only: write database, or choose another mode"];
    const reason = unmanagedReason(database);
    return reason === undefined ? [] : [reason];
  }
  if (mode === "database" && !database) {
    return ["AWS's functions rotate database credentials only: write database, or choose another mode"];
  }
  if ((mode === "managed-external") !== (partner !== undefined)) {
    return [
      'a partner\'s credential rotates by mode "managed-external", and nothing else does: write both, or neither',
    ];
  }
  return [];
}

function timingProblems(mode: Rotation["mode"] | undefined, rotation: RotationTiming): string[] {
  if (mode === undefined || mode === "manual") return [];
  const given = [rotation.schedule, rotation.intervalDays].filter((one) => one !== undefined).length;
  if (mode === "lambda" && given !== 1) {
    return ['wanted either schedule, e.g. "rate(30 days)", or intervalDays, e.g. 30, which leaves the moment to us'];
  }
  return given === 2 ? ["schedule and intervalDays both say how often: leave one out"] : [];
}

function partnerProblems({ rotation, partner }: LooseGroup): RuleProblem[] {
  const facts = partner?.name && partners[partner.name];
  if (!facts || rotation?.mode !== "managed-external") return [];
  const { metadata: given = {} } = rotation as { metadata?: Record<string, unknown> };
  const path = (key: string) => ["rotation", "metadata", key];
  const known = Object.keys(facts.metadata);
  const stray = Object.keys(given).filter((key) => !known.includes(key));
  const there = known.length === 0 ? "it takes none" : `there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}`;
  const wrong = Object.entries(facts.metadata).filter(([key, { pattern, required }]) => {
    const value = given[key];
    return value === undefined ? required : typeof value !== "string" || !pattern.test(value);
  });
  return [
    ...stray.map((key) => ({ path: path(key), message: `${partner.name} knows no such metadata: ${there}` })),
    ...wrong.map(([key, { wanted }]) => ({ path: path(key), message: `wanted ${wanted}` })),
  ];
}

/** The interval is judged by the guard's own table, so that what the schema accepts the guard accepts too. */
function intervalProblems({ rotation, database }: LooseGroup): RuleProblem[] {
  const { intervalDays, schedule } = (rotation ?? {}) as { intervalDays?: unknown; schedule?: unknown };
  const at = typeof schedule === "string" ? "schedule" : "intervalDays";
  const kind = database ? "database" : "application";
  const limit = maximumIntervalDays[kind];
  let interval;
  if (typeof schedule === "string") interval = longestInterval({ scheduleExpression: schedule });
  else if (typeof intervalDays === "number") interval = { days: intervalDays };
  else return [];
  if ("problem" in interval) return [{ path: ["rotation", at], message: interval.problem }];
  if (interval.days <= limit) return [];
  const what = kind === "database" ? "database credentials" : "credentials other than a database's";
  const message = `the longest interval is ${interval.days} days; wanted at most ${limit} for ${what}`;
  return [{ path: ["rotation", at], message }];
}

/** What does not fit the environment: Secrets Manager rotates, and a store reads, what is of the same account and region. */
export function environmentProblems(service: Service, environment: EnvironmentRef): RuleProblem[] {
  return Object.entries(service.groups).flatMap(([group, { rotation, database }]) => {
    const found = [...misplaced(rotation, environment), ...onReplica(rotation, database, environment)];
    return found.map(([key, message]) => ({ path: ["groups", group, "rotation", key], message }));
  });
}

/**
 * A read replica takes no new password: AWS's functions for alternating users set it where the superuser is, at the source.
 *
 * Source: `is_rds_replica_database` of https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas
 */
function onReplica(
  rotation: Rotation,
  database: Database | undefined,
  environment: EnvironmentRef,
): [key: string, message: string][] {
  if (rotation.mode !== "database" || database?.kind !== "read-replica") return [];
  if (rotationStrategy(rotation, environment.name) === "alternating-users") return [];
  const wanted = 'strategy: "alternating-users", with a superuser of its source';
  return [["strategy", `a read replica takes no new password; wanted ${wanted}`]];
}

function misplaced(rotation: Rotation, environment: EnvironmentRef): [key: string, message: string][] {
  const { account, region } = environment;
  const isHere = (arn: string) => arn.includes(`:secretsmanager:${region}:${account}:`);
  const elsewhere = `is of another account or region; wanted an entry of ${account} in ${region}`;
  if (rotation.mode === "rds-managed") return isHere(rotation.secretArn) ? [] : [["secretArn", elsewhere]];
  if (rotation.mode === "lambda" && !rotation.functionArn.includes(`:lambda:${region}:`)) {
    return [["functionArn", `is of another region; wanted a function in ${region}, where the entry is`]];
  }
  if (rotation.mode === "managed-external" && !rotation.roleArn.includes(`:iam::${account}:`)) {
    return [["roleArn", `is of another account; wanted a role of ${account}`]];
  }
  if (rotation.mode !== "database" || rotationStrategy(rotation, environment.name) === "single-user") return [];
  if (rotation.superuserSecretArn !== undefined) {
    return isHere(rotation.superuserSecretArn) ? [] : [["superuserSecretArn", elsewhere]];
  }
  const example = `arn:aws:secretsmanager:${region}:${account}:secret:rds!...`;
  const message = `is missing, and ${environment.name} rotates by alternating users, whom a superuser makes: write the full ARN of its entry, "${example}", or strategy: "single-user", with which new connections fail until the next sync`;
  return [["superuserSecretArn", message]];
}
