/** Seconds, as IAM compares moments. */
const seconds = (moment: Date): string => moment.toISOString().replace(/\.\d+Z$/, "Z");

interface Denial {
  Statement?: { Condition?: { DateLessThan?: { "aws:TokenIssueTime"?: string } } }[];
}

/**
 * The policy that denies everything to sessions from before a moment, as AWS's own console writes it. Requests with a user's long-lived key
 * carry no such moment, and pass.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 *
 * @param before The moment.
 * @param held The policy that is there already: a later moment in it stays.
 */
export function laterDenial(before: Date, held: string | undefined): string {
  const moment = [seconds(before), ...momentsOf(held)].sort().at(-1);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Deny", Action: ["*"], Resource: ["*"], Condition: { DateLessThan: { "aws:TokenIssueTime": moment } } },
    ],
  });
}

function momentsOf(held: string | undefined): string[] {
  const { Statement = [] } = JSON.parse(held ?? "{}") as Denial;
  const found = [Statement].flat().map(({ Condition }) => Condition?.DateLessThan?.["aws:TokenIssueTime"]);
  return found.flatMap((moment) => {
    const date = new Date(moment ?? "");
    return Number.isNaN(date.getTime()) ? [] : [seconds(date)];
  });
}
