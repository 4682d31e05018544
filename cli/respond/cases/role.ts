import type { Environment } from "../../../components/model/environment";
import { arn } from "../../../components/model/iam";
import { defaultIamPath } from "../../../components/model/iam-path";
import { defaultStoreNames, operatorRoleName, storeRoleArn } from "../../../components/model/role-names";
import { IamAccess, type IamRole } from "../../aws/iam-access";
import { Cluster } from "../../cluster/cluster";
import { serviceAccountsOf, workloadsOf } from "../../cluster/identities";
import { consumerTitle } from "../../cluster/workloads";
import { UserError } from "../../user-error";
import type { Case } from "../case";
import { within } from "../step";
import { denyRolesStep } from "../steps/iam";
import { restartStep } from "../steps/restart";
import { auditStep, communicateStep } from "../steps/tell";
import { type Known, newPrincipalIncident } from "./principal";

/**
 * Temporary credentials of a role: they cannot be deleted, and are denied by the moment of their issue.
 *
 * @param given Name or ARN of the role.
 * @throws UserError when its sessions cannot be denied.
 */
export function roleCase({ program, playbook }: Known, given: string): Case {
  const { environment } = program;
  const name = given.split("/").at(-1)!;
  if (given.startsWith("arn:") && given.split(":")[4] !== environment.account) {
    throw new UserError(
      `${given} is no role of account ${environment.account}, which ${environment.name} is. Nothing was changed.\nFix: name the environment of its account.`,
    );
  }
  if (!/^[\w+=,.@-]{1,64}$/.test(name) || name.startsWith("AWSServiceRole")) {
    throw new UserError(
      `--role ${JSON.stringify(given)} is no role whose sessions can be denied. Nothing was changed.\n` +
        "Fix: give the name or the ARN of a role. Roles of AWS services (AWSServiceRoleFor...) take no policy of ours: ask AWS's support.",
    );
  }
  const subject = `role ${name}`;
  return {
    program,
    subject,
    name: `${environment.name}-role-${name}`,
    words: `${environment.name} --role ${name}`,
    playbooks: [playbook],
    look: (beginning, earlier) =>
      IamAccess.use(environment.region, async (iam) => {
        const role = await iam.role(name);
        const cluster = await Cluster.connect(environment);
        const accounts = await serviceAccountsOf(cluster, takersOf(environment, role));
        const consumers = earlier?.consumers ?? (await workloadsOf(cluster, accounts));
        return {
          incident:
            earlier ??
            newPrincipalIncident(environment, beginning, playbook, {
              subject,
              what: `sessions of role ${name}`,
              consumers,
            }),
          facts: [
            ["role", `${role.arn}, sessions of up to ${role.longestSession / 3600} hours`],
            [
              "taken by",
              accounts.map((one) => `ServiceAccount ${one.namespace}/${one.name}`).join(", ") ||
                "no service account of the cluster",
            ],
            ["held by", consumers.map(consumerTitle).join(", ") || "no workload of the cluster"],
            ["opens", opens(environment, role)],
          ],
          steps: [denyRolesStep([name]), ...within({ cluster }, [restartStep(consumers)]), auditStep, communicateStep],
          audited: () => ({ replicaRegions: [], accessKeyIds: [], roleArns: [role.arn] }),
        };
      }),
  };
}

/** Whose service accounts hold sessions of a role: its own, and of a store's role the operator's, which takes it. */
function takersOf(environment: Environment, { arn: roleArn }: IamRole): string[] {
  const path = defaultIamPath(environment.name);
  const operator = arn("iam", environment, `role${path}${operatorRoleName(environment)}`);
  return storeRoles(environment).includes(roleArn) ? [roleArn, operator] : [roleArn];
}

function storeRoles(environment: Environment): string[] {
  const path = defaultIamPath(environment.name);
  return Object.values(defaultStoreNames).map((store) => storeRoleArn(environment, path, store));
}

function opens(environment: Environment, { arn: roleArn, name }: IamRole): string {
  if (roleArn === storeRoles(environment)[0])
    return `every entry ${environment.name}/*: respond to each that the audit shows it read`;
  return `what the role may do: aws iam list-role-policies --role-name ${name}`;
}
