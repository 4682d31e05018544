import { denyOlder } from "../common-steps";
import type { Runbook } from "../runbook";

/** Nothing to rotate: what leaked is a way in, through a workflow. */
export const runbook: Runbook = {
  id: "github-role",
  title: "Role that GitHub Actions takes",
  appliesTo: "A workflow ran code of a stranger, or a repository that a deploy role trusts is in other hands.",
  revoke: [
    {
      what: "Close the trust: take the statement with the repository out of the document and put it back.",
      command:
        "aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument > trust.json && ${EDITOR:-vi} trust.json && " +
        "aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
      check: "aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument",
    },
    denyOlder,
    {
      what: "Deny the sessions that are open.",
      command:
        "aws iam put-role-policy --role-name ROLE --policy-name AWSRevokeOlderSessions --policy-document file://deny.json",
    },
    { what: "Stop what runs: cancel the workflow's runs, disable the workflow." },
  ],
  rotate: [
    {
      what: "Take the repository out of strongroom:github.repositories, or narrow its jobs to an environment with reviewers; an administrator updates.",
      command: "pulumi up --stack ENVIRONMENT --policy-pack policies",
    },
    { what: "Rotate what a job could read: secrets of the repository, its environments and the organization." },
  ],
  audit: [
    {
      what: "Look who took the role: the subject names repository and ref.",
      command:
        "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRoleWithWebIdentity --query 'Events[].[EventTime, Username]'",
    },
    {
      what: "Look what the role did: roles, policies and entries that it changed.",
      command: "pulumi preview --stack ENVIRONMENT --refresh --diff",
    },
  ],
  elsewhere: [
    {
      what: "The organization's audit log at GitHub",
      link: "https://github.com/organizations/ORGANIZATION/settings/audit-log",
    },
  ],
  traps: [
    "A deploy role may write roles: look for new ones under its path before you call it over.",
    "A repository that was renamed or transferred may be taken over by name; immutable subjects (OWNER@ID/REPO@ID) are not.",
  ],
  references: [
    "https://docs.github.com/en/actions/concepts/security/openid-connect",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html",
  ],
};
