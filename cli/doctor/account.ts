import type { CheckLine } from "../../report/doctor-report";
import { count } from "../../report/words";
import type { EntryDates } from "../aws/entry-dates";
import { notChecked, ok, problem } from "./lines";
import type { Reading } from "./reading";

/** What AWS says of entries, by name; nothing for one that does not exist. */
export type Dates = ReadonlyMap<string, EntryDates | undefined>;

/** What is known of the account. */
export interface AccountFacts {
  /** ARN of whoever calls, who is of the environment's account. */
  identity: Reading<string>;
  /** Nothing where nobody asked, because nobody signed in, or not with the right identity. */
  dates: Reading<Dates> | undefined;
}

/**
 * Lines on the account: who calls, and whether they may look at what the doctor looks at.
 *
 * @param environment Its account and region.
 */
export function accountLines(
  { identity, dates }: AccountFacts,
  { account, region }: { account: string; region: string },
): CheckLine[] {
  const rights = "rights";
  if ("failed" in identity) {
    const { found, fix } = identity.failed;
    return [problem("identity", found, fix), notChecked(rights, notAsked)];
  }
  const who = ok("identity", `${identity.value}, of account ${account}`);
  if (dates === undefined) return [who, notChecked(rights, notAsked)];
  if ("failed" in dates) return [who, problem(rights, dates.failed.found, dates.failed.fix)];
  return [who, ok(rights, `may look at ${count(dates.value.size, "entry", "entries")} in ${region}`)];
}

/** Said of every check that needs the right identity. */
export const notAsked = "nobody is signed in with an identity of this account.";
