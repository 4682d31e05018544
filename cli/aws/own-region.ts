import { STSClient } from "@aws-sdk/client-sts";
import { clientOptions } from "./client-options";

/**
 * The region that the AWS CLI takes unless it is told another: AWS_REGION, AWS_DEFAULT_REGION, else that of the profile.
 *
 * Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 *
 * @returns Nothing where there is none.
 */
export async function ownRegion(): Promise<string | undefined> {
  const named = process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"];
  if (named) return named;
  // No region is given: the client reads the profile.
  const { region: _, ...options } = clientOptions("");
  const client = new STSClient(options);
  try {
    return await client.config.region();
  } catch {
    // The SDK says so by an error without a name of its own.
    return undefined;
  } finally {
    client.destroy();
  }
}
