import {
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { type Day, dayOf } from "../../components/model/days";
import { mapConcurrently } from "../map-concurrently";
import { clientOptions } from "./client-options";
import { awsFailure } from "./failure";

/** What AWS knows of an entry's rotation. Days in UTC; no value is read. */
export interface EntryDates {
  /** Its deletion is scheduled. */
  isDeleted: boolean;
  rotationEnabled: boolean;
  /** The day of the last rotation that AWS made. */
  lastRotated?: Day;
  /** The last day on which AWS makes the next one. */
  nextRotation?: Day;
  /** The day on which the current value was put, whoever put it. Absent: it has no value. */
  valuePut?: Day;
}

const untouched = "Nothing was written.";
/** Enough to be quick, few enough not to be throttled. */
const atOnce = 8;

/**
 * Asks AWS for the dates of entries.
 *
 * `LastChangedDate` of DescribeSecret moves with every tag, so the day of a value is that of its version.
 *
 * @param names Names or ARNs.
 * @param region For example `"eu-west-1"`.
 * @returns Name to dates; nothing for an entry that does not exist.
 * @throws UserError when AWS refuses, or does not answer.
 */
export async function readEntryDates(
  names: readonly string[],
  region: string,
): Promise<Map<string, EntryDates | undefined>> {
  const client = new SecretsManagerClient(clientOptions(region));
  try {
    return new Map(await mapConcurrently(names, atOnce, async (name) => [name, await readOne(client, name)] as const));
  } finally {
    client.destroy();
  }
}

async function readOne(client: SecretsManagerClient, name: string): Promise<EntryDates | undefined> {
  let call = "secretsmanager:DescribeSecret";
  try {
    const answer = await client.send(new DescribeSecretCommand({ SecretId: name }));
    call = "secretsmanager:ListSecretVersionIds";
    const { Versions = [] } = await client.send(new ListSecretVersionIdsCommand({ SecretId: name }));
    const current = Versions.find(({ VersionStages = [] }) => VersionStages.includes("AWSCURRENT"));
    return {
      isDeleted: answer.DeletedDate !== undefined,
      rotationEnabled: answer.RotationEnabled === true,
      ...day("lastRotated", answer.LastRotatedDate),
      ...day("nextRotation", answer.NextRotationDate),
      ...day("valuePut", current?.CreatedDate),
    };
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw awsFailure(error, `looking at ${name} (${call})`, untouched);
  }
}

function day<Key extends string>(key: Key, moment: Date | undefined): { [key in Key]?: Day } {
  return moment === undefined ? {} : ({ [key]: dayOf(moment) } as { [key in Key]?: Day });
}
