import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { UserError } from "../user-error";
import { Entries } from "./entries";
import { awsFailure, isRefusal } from "./failure";

/** Entries whose new value is staged first and made current second, so that no moment knows it nowhere. */
export class StagedEntries extends Entries {
  /** When a version was put. */
  async putAt(name: string, version: string): Promise<Date | undefined> {
    const command = new ListSecretVersionIdsCommand({ SecretId: name, IncludeDeprecated: false, MaxResults: 100 });
    try {
      const { Versions = [] } = await this.client.send(command);
      return Versions.find(({ VersionId }) => VersionId === version)?.CreatedDate;
    } catch (error) {
      throw awsFailure(error, `listing the versions of ${name} (secretsmanager:ListSecretVersionIds)`, "");
    }
  }

  /** Reads the value of a version that AWS may have deleted, as it may once that has no stage: then nothing. */
  async readIfThere(name: string, version: string): Promise<string | undefined> {
    try {
      return (await this.client.send(new GetSecretValueCommand({ SecretId: name, VersionId: version }))).SecretString;
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw awsFailure(error, `reading ${name} (secretsmanager:GetSecretValue)`, "Nothing was written.");
    }
  }

  /**
   * Puts a value as a pending one: nobody reads it yet.
   *
   * @param text The whole value.
   * @param version Its id, a UUID. A repeated call with the same makes no second version.
   * @throws UserError when AWS refuses, or does not answer.
   */
  async stage(name: string, text: string, version: string): Promise<void> {
    const put = { SecretId: name, SecretString: text, ClientRequestToken: version, VersionStages: ["AWSPENDING"] };
    try {
      await this.client.send(new PutSecretValueCommand(put));
    } catch (error) {
      const state = isRefusal(error)
        ? `${name} holds what it held.`
        : `Whether ${name} got the pending version ${version} is not known; readers get what they got before.`;
      throw awsFailure(error, `putting a pending value into ${name} (secretsmanager:PutSecretValue)`, state);
    }
  }

  /**
   * Makes a pending version the current one. The one before it becomes AWSPREVIOUS.
   *
   * @param base The version that is current: it is compared by AWS, so that nobody else's value is replaced unseen.
   * @throws UserError when another version is current meanwhile, AWS refuses, or does not answer.
   */
  async promote(name: string, version: string, base: string): Promise<void> {
    const move = { VersionStage: "AWSCURRENT", MoveToVersionId: version, RemoveFromVersionId: base };
    await this.moveStage(name, move, `making version ${version} of ${name} current`);
  }

  /**
   * Takes a stage from a version. What has no stage any more is deprecated, and AWS deletes it some day.
   *
   * @param stage For example `"AWSPENDING"`, or `"AWSPREVIOUS"` of a value that must work no longer.
   */
  async strip(name: string, stage: "AWSPENDING" | "AWSPREVIOUS", version: string): Promise<void> {
    const move = { VersionStage: stage, RemoveFromVersionId: version };
    await this.moveStage(name, move, `taking ${stage} from version ${version} of ${name}`);
  }

  private async moveStage(
    name: string,
    move: { VersionStage: string; MoveToVersionId?: string; RemoveFromVersionId: string },
    doing: string,
  ): Promise<void> {
    try {
      await this.client.send(new UpdateSecretVersionStageCommand({ SecretId: name, ...move }));
    } catch (error) {
      const state = isRefusal(error) ? `The stages of ${name} are as they were.` : "Whether it was done is not known.";
      throw awsFailure(error, `${doing} (secretsmanager:UpdateSecretVersionStage)`, state);
    }
  }

  /**
   * Has Secrets Manager rotate an entry now. One whose rotation has not ended is taken up where it was.
   *
   * @returns The version that will be current, as far as AWS tells.
   * @throws UserError when the entry has no rotation, AWS refuses, or does not answer.
   */
  async startRotation(name: string): Promise<string | undefined> {
    try {
      return (await this.client.send(new RotateSecretCommand({ SecretId: name }))).VersionId;
    } catch (error) {
      if (isBeingRotated(error)) return undefined;
      const state = isRefusal(error) ? "No rotation was started." : "Whether a rotation was started is not known.";
      if ((error as Error).name === "InvalidRequestException") {
        throw new UserError(
          `AWS starts no rotation of ${name}: ${(error as Error).message} ${state}\n` +
            "Fix: pulumi up sets up its rotation once it is seeded; then run this again.",
        );
      }
      throw awsFailure(error, `rotating ${name} (secretsmanager:RotateSecret)`, state);
    }
  }
}

/** AWS says so of a rotation that has not ended, and begins the unfinished step anew: "That rotation will be reattempted." */
function isBeingRotated(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === "InvalidRequestException" && /previous rotation/i.test(message);
}
