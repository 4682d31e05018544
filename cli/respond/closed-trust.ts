interface Statement {
  Sid?: string;
}

const sid = "ClosedByStrongroom";

function statementsOf(trust: string): Statement[] {
  const { Statement = [] } = JSON.parse(trust) as { Statement?: Statement | Statement[] };
  return [Statement].flat();
}

/** Whether a trust policy was closed by a response. */
export function isClosed(trust: string): boolean {
  return statementsOf(trust).some(({ Sid }) => Sid === sid);
}

/**
 * A trust policy with a Deny beside what it says. Each role of GitHubOidc trusts one repository, so the Deny asks for no subject: no form
 * of it, and no pattern, slips through.
 *
 * @param trust As it is, as JSON.
 * @param providerArn ARN of the OIDC provider.
 */
export function closedTrust(trust: string, providerArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      ...statementsOf(trust),
      {
        Sid: sid,
        Effect: "Deny",
        Principal: { Federated: providerArn },
        Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
      },
    ],
  });
}
