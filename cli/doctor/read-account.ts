import type { Environment } from "../../components/model/environment";
import { checkAccount } from "../aws/account";
import { readEntryDates } from "../aws/entry-dates";
import type { AccountFacts } from "./account";
import { reading } from "./reading";

/**
 * Looks at who calls, and at the entries of an environment. No value is read.
 *
 * @param entries Names or ARNs.
 * @param seconds The longest that one look may take.
 */
export async function readAccount(
  environment: Environment,
  entries: readonly string[],
  seconds: number,
): Promise<AccountFacts> {
  const { region } = environment;
  const late = "look at the network, at AWS_ENDPOINT_URL and at the region, then run this again.";
  const identity = await reading("AWS (sts:GetCallerIdentity)", { seconds, late }, () => checkAccount(environment));
  if ("failed" in identity) return { identity, dates: undefined };
  const calls = "AWS (secretsmanager:DescribeSecret, secretsmanager:ListSecretVersionIds)";
  return { identity, dates: await reading(calls, { seconds, late }, () => readEntryDates(entries, region)) };
}
