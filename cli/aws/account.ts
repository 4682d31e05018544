import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "../user-error";
import { clientOptions } from "./client-options";
import { awsFailure } from "./failure";

/**
 * Refuses credentials of another account than the environment's, before anything is read or written there.
 *
 * @param environment Its name, account (twelve digits) and region.
 * @returns ARN of whoever calls.
 * @throws UserError with what to type.
 */
export async function checkAccount(environment: { name: string; account: string; region: string }): Promise<string> {
  const { name, account, region } = environment;
  const client = new STSClient(clientOptions(region));
  const state = "Nothing was read or written.";
  try {
    const { Account: given = "unknown", Arn = "unknown" } = await client.send(new GetCallerIdentityCommand({}));
    if (given === account) return Arn;
    throw new UserError(
      `These AWS credentials are of account ${given}; ${name} is account ${account}. ${state}\n` +
        `Fix: export AWS_PROFILE=PROFILE, one of account ${account}; aws sts get-caller-identity shows who you are.`,
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw awsFailure(error, "asking who you are (sts:GetCallerIdentity)", state);
  } finally {
    client.destroy();
  }
}
