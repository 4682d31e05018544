import { randomUUID } from "node:crypto";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { UserError } from "../user-error";
import { clientOptions } from "./client-options";
import { awsFailure, isRefusal } from "./failure";

/** An entry of Secrets Manager without its value. */
export interface EntryVersions {
  arn: string;
  /** ARN of its rotation function; absent where there is none, or where an AWS service rotates it. */
  functionArn?: string;
  tags: Record<string, string>;
  /** Its deletion is scheduled: no value can be read or put. */
  isDeleted: boolean;
  /** The version that readers get. Absent: no value was ever put. */
  current?: string;
  /** The version before it. */
  previous?: string;
  /** The version of a rotation that has not ended. */
  pending?: string;
  /** The current version carries the stage of a rotation that has ended: many functions leave it there. */
  keepsPending: boolean;
}

const untouched = "Nothing was written.";

/** What a person types to give a pending version up. */
export function stripCommand(name: string, version: string): string {
  return `aws secretsmanager update-secret-version-stage --secret-id ${name} --version-stage AWSPENDING --remove-from-version-id ${version}`;
}

/** The entries of one region, as far as seeding needs them. The SDK's own credentials and AWS_ENDPOINT_URL count. */
export class Entries {
  protected readonly client: SecretsManagerClient;

  /** @param region For example `"eu-west-1"`. */
  constructor(region: string) {
    this.client = new SecretsManagerClient(clientOptions(region));
  }

  /**
   * @param name For example `"prod/api/app"`.
   * @returns Nothing when there is no such entry.
   * @throws UserError when AWS refuses, or does not answer.
   */
  async describe(name: string): Promise<EntryVersions | undefined> {
    try {
      const answer = await this.client.send(new DescribeSecretCommand({ SecretId: name }));
      const versions = Object.entries(answer.VersionIdsToStages ?? {});
      const holding = (stage: string): string | undefined => versions.find(([, stages]) => stages.includes(stage))?.[0];
      const current = holding("AWSCURRENT");
      const previous = holding("AWSPREVIOUS");
      const pending = holding("AWSPENDING");
      const functionArn = answer.RotationLambdaARN;
      return {
        arn: answer.ARN ?? name,
        ...(functionArn !== undefined && functionArn !== "" && { functionArn }),
        tags: Object.fromEntries((answer.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
        isDeleted: answer.DeletedDate !== undefined,
        ...(current !== undefined && { current }),
        ...(previous !== undefined && { previous }),
        ...(pending !== undefined && pending !== current && { pending }),
        keepsPending: pending !== undefined && pending === current,
      };
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw awsFailure(error, `looking at ${name} (secretsmanager:DescribeSecret)`, untouched);
    }
  }

  /** Reads the value of a version; nothing where it is no text. */
  async read(name: string, version: string): Promise<string | undefined> {
    try {
      const command = new GetSecretValueCommand({ SecretId: name, VersionId: version });
      return (await this.client.send(command)).SecretString;
    } catch (error) {
      throw awsFailure(error, `reading ${name} (secretsmanager:GetSecretValue)`, untouched);
    }
  }

  /**
   * Puts a value as the current one, on top of the version that it was made from.
   *
   * Secrets Manager cannot compare and put in one call. So the current version is looked at again right before; and
   * afterwards the previous version must be the one that the value was made from.
   *
   * @param text The whole value.
   * @param base The version that was read, or nothing where there was none.
   * @returns The new version.
   * @throws UserError when somebody else put a value meanwhile, or AWS refuses. It says what the entry holds now.
   */
  async put(name: string, text: string, base: string | undefined): Promise<string> {
    const now = await this.describe(name);
    if (now?.current !== base || now?.pending !== undefined) {
      throw new UserError(
        `${name} got another value while this ran. It holds that one; nothing was written to it.\n` +
          "Fix: run this again: it starts from the new value.",
      );
    }
    // One token for every attempt of the SDK, so that a repeated call makes no second version.
    const token = randomUUID();
    try {
      const command = new PutSecretValueCommand({ SecretId: name, SecretString: text, ClientRequestToken: token });
      await this.client.send(command);
    } catch (error) {
      const state = isRefusal(error)
        ? `${name} holds what it held.`
        : `Whether ${name} got the value is not known: if it did, it is version ${token}. --dry-run shows what it holds.`;
      throw awsFailure(error, `putting a value into ${name} (secretsmanager:PutSecretValue)`, state);
    }
    const after = await this.describe(name);
    if (after?.current === token && after.previous === base) {
      if (now?.keepsPending === true && base !== undefined) await this.endRotation(name, base);
      return token;
    }
    throw new UserError(
      `${name} got another value in the same moment. Version ${token} is what was put here; current is ${after?.current ?? "none"}, ` +
        `previous is ${after?.previous ?? "none"}.\nFix: find who else writes to ${name}, then run this again with --dry-run.`,
    );
  }

  /**
   * Takes the stage of an ended rotation from a version that is the current one no longer: it would pass for a rotation that
   * hangs, and no other could start.
   *
   * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
   */
  private async endRotation(name: string, version: string): Promise<void> {
    const stage = { SecretId: name, VersionStage: "AWSPENDING", RemoveFromVersionId: version };
    try {
      await this.client.send(new UpdateSecretVersionStageCommand(stage));
    } catch (error) {
      const state = `The value was put, but ${name} does not rotate before this is done: ${stripCommand(name, version)}.`;
      throw awsFailure(error, `ending a rotation (secretsmanager:UpdateSecretVersionStage)`, state);
    }
  }

  close(): void {
    this.client.destroy();
  }
}
