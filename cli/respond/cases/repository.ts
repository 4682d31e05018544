import { githubAccess } from "../../../components/model/environment-arguments";
import { resolveGitHubAccess } from "../../../components/model/github-access";
import { githubRoleName } from "../../../components/model/github-role-name";
import { IamAccess, type IamRole } from "../../aws/iam-access";
import { UserError } from "../../user-error";
import type { Case } from "../case";
import { closeTrustStep, denyRolesStep } from "../steps/iam";
import { auditStep, communicateStep } from "../steps/tell";
import { type Known, newPrincipalIncident } from "./principal";

/**
 * A repository whose workflows take roles: somebody else's code ran in them, or the repository is in other hands.
 *
 * @param repository As the stack file writes it.
 * @throws UserError when no role of the environment trusts it.
 */
export function repositoryCase({ program, playbook }: Known, repository: string): Case {
  const { environment, services } = program;
  const access = githubAccess(environment, services);
  const named = access.repositories.find((one) => one.repository === repository);
  if (named === undefined) {
    const names = access.repositories.map((one) => one.repository).join(", ") || "none";
    throw new UserError(
      `No role of ${environment.name} trusts the repository ${JSON.stringify(repository)}. Nothing was changed.\nFix: name one of strongroom:github.repositories: ${names}.`,
    );
  }
  const { providerArn } = resolveGitHubAccess("github", access);
  const roles = (["deploy", "preview"] as const).map((purpose) => githubRoleName(environment.name, purpose, named));
  const subject = `repository ${repository}`;
  return {
    program,
    subject,
    name: `${environment.name}-repository-${repository.replaceAll(/[^A-Za-z0-9.-]/g, "-")}`,
    words: `${environment.name} --repository ${repository}`,
    playbooks: [playbook],
    look: (beginning, earlier) =>
      IamAccess.use(environment.region, async (iam) => {
        const found: IamRole[] = [];
        for (const role of roles) found.push(await iam.role(role));
        return {
          incident:
            earlier ??
            newPrincipalIncident(environment, beginning, playbook, {
              subject,
              what: `the roles that workflows of ${repository} take: ${roles.join(", ")}`,
              consumers: [],
            }),
          facts: [
            ["roles", found.map((role) => role.arn).join(", ")],
            [
              "opens",
              `the deploy role changes what ${environment.name} is made of: entries, their policies, roles under its path`,
            ],
          ],
          steps: [closeTrustStep(roles, repository, providerArn), denyRolesStep(roles), auditStep, communicateStep],
          audited: () => ({ replicaRegions: [], accessKeyIds: [], roleArns: found.map((role) => role.arn) }),
        };
      }),
  };
}
