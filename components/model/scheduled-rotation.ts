import type { EnvironmentRef } from "./references";
import { rotationFunction, rotationFunctionArn } from "./rotation-functions";
import { type RotationSchedule, rotationSchedule } from "./rotation-schedule";
import type { SecretGroup } from "./service";

/** A rotation as Secrets Manager takes it: by whom, and when. RDS rotates what it owns with neither function nor role. */
export interface ScheduledRotation extends RotationSchedule {
  /** The function that rotates. */
  functionArn?: string;
  /** The role with which Secrets Manager rotates at a third party's, and what that asks for. */
  external?: { roleArn: string; metadata: Record<string, string> };
}

/**
 * Who rotates a group's entry and when; undefined where people do.
 *
 * @param entry Name of the entry, or its ARN where RDS owns it.
 */
export function scheduledRotation(
  entry: string,
  { rotation, database }: SecretGroup,
  environment: EnvironmentRef,
): ScheduledRotation | undefined {
  if (rotation.mode === "manual") return undefined;
  const schedule = rotationSchedule(entry, rotation);
  if (rotation.mode === "lambda") return { functionArn: rotation.functionArn, ...schedule };
  if (rotation.mode === "managed-external") {
    return { external: { roleArn: rotation.roleArn, metadata: rotation.metadata ?? {} }, ...schedule };
  }
  if (rotation.mode === "rds-managed" || !database) return schedule;
  return {
    functionArn: rotationFunctionArn(rotationFunction(database, rotation, environment), environment),
    ...schedule,
  };
}
