import { randomBytes } from "node:crypto";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { nameInArn } from "../../components/model/entry-spellings";
import type { AccountClient } from "./account";

/**
 * An entry that RDS made for a master password (`manageMasterUserPassword`): its value holds username and password alone.
 *
 * @param expectedArn As the stack file gives it. AWS chooses the six characters at its end, and so does the emulator.
 * @returns The ARN that it has.
 */
export async function ensureManagedEntry(account: AccountClient, expectedArn: string): Promise<string> {
  const name = nameInArn(expectedArn);
  const secretsManager = new SecretsManagerClient(account);
  try {
    const { ARN } = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    return ARN ?? expectedArn;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const value = JSON.stringify({ username: "postgres", password: randomBytes(24).toString("base64url") });
    const description = "The master password of a database, owned by RDS.";
    // Elsewhere only RDS itself can put this tag. It makes RotateSecret work without a function.
    const tags = [{ Key: "aws:secretsmanager:owningService", Value: "rds" }];
    const made = new CreateSecretCommand({ Name: name, Description: description, SecretString: value, Tags: tags });
    const { ARN } = await secretsManager.send(made);
    return ARN ?? expectedArn;
  } finally {
    secretsManager.destroy();
  }
}
