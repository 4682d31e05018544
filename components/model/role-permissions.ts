import { environmentArns, type AccessScope } from "./access-scope";
import type { PolicyStatement } from "./iam";

/** Everything that changes a role or hands it on. */
const roleChanges = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRole",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PassRole",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
];

/** Roles under the environment's path, and only with the environment's boundary. */
export function roleStatements(scope: AccessScope): PolicyStatement[] {
  const arns = environmentArns(scope);
  return [
    {
      // The program writes inline policies only, so AttachRolePolicy is not among these.
      Sid: "WriteBoundedRoles",
      Effect: "Allow",
      Action: ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
      Resource: arns.roles,
      Condition: { StringEquals: { "iam:PermissionsBoundary": arns.boundary } },
    },
    {
      // The provider looks for instance profiles before it deletes a role, and CreateRole with tags needs TagRole.
      Sid: "MaintainRoles",
      Effect: "Allow",
      Action: [
        "iam:DeleteRole",
        "iam:ListInstanceProfilesForRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      Resource: arns.roles,
    },
    {
      // Secrets Manager takes a role where it rotates a third party's key itself, Scheduler for reminders. IRSA and role chaining
      // pass none.
      Sid: "PassRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: arns.roles,
      Condition: {
        StringEquals: { "iam:PassedToService": ["scheduler.amazonaws.com", "secretsmanager.amazonaws.com"] },
      },
    },
  ];
}

/** What only an administrator changes: the boundary, GitHub's own roles and its provider. */
export function denyFoundationChanges(scope: AccessScope): PolicyStatement[] {
  const arns = environmentArns(scope);
  const policyChanges = ["CreatePolicy", "CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion"];
  const providerChanges = ["AddClientIDTo", "Create", "Delete", "RemoveClientIDFrom", "Tag", "Untag"];
  return [
    {
      Sid: "DenyBoundaryChanges",
      Effect: "Deny",
      Action: [...policyChanges, "SetDefaultPolicyVersion", "TagPolicy", "UntagPolicy"].map((call) => `iam:${call}`),
      Resource: arns.boundary,
    },
    { Sid: "DenyBoundaryRemoval", Effect: "Deny", Action: "iam:DeleteRolePermissionsBoundary", Resource: "*" },
    { Sid: "DenyGitHubRoleChanges", Effect: "Deny", Action: roleChanges, Resource: arns.githubRoles },
    {
      Sid: "DenyProviderChanges",
      Effect: "Deny",
      Action: [
        ...providerChanges.map((change) => `iam:${change}OpenIDConnectProvider`),
        "iam:UpdateOpenIDConnectProviderThumbprint",
      ],
      Resource: scope.providerArn,
    },
  ];
}
