import { denyOlder } from "../common-steps";
import type { Runbook } from "../runbook";

/** Off first, found out later; and no new one. */
export const runbook: Runbook = {
  id: "iam-access-key",
  title: "IAM access key",
  appliesTo: "A long-lived key of an IAM user (`AKIA...`), found in a file, a log or a repository.",
  revoke: [
    {
      what: "Find out whose it is.",
      command: "aws iam get-access-key-last-used --access-key-id KEY_ID --query UserName",
    },
    {
      what: "Switch it off. Do not delete it yet: its id is what CloudTrail is asked for.",
      command: "aws iam update-access-key --user-name USER --access-key-id KEY_ID --status Inactive",
      check: "aws iam list-access-keys --user-name USER",
    },
    denyOlder,
    {
      what: "Deny the sessions that the key opened: they outlive it, by up to 36 hours.",
      command:
        "aws iam put-user-policy --user-name USER --policy-name AWSRevokeOlderSessions --policy-document file://deny.json",
    },
  ],
  rotate: [
    {
      what: "Give its user a role instead: GitHub Actions by OIDC (strongroom:github), pods by IRSA. No new key.",
    },
    {
      what: "Delete the key when the audit is done.",
      command: "aws iam delete-access-key --user-name USER --access-key-id KEY_ID",
    },
  ],
  audit: [
    {
      what: "Look at every use of the key, in each region that it may act in.",
      command:
        "aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=KEY_ID --query 'Events[].[EventTime, EventName]'",
    },
    {
      what: "Look for what it may have left behind: users, keys, roles and trusts that are newer than the leak.",
      command: "aws iam get-account-authorization-details --filter User Role > iam.json",
    },
  ],
  elsewhere: [
    {
      what: "Costs by region: instances in regions that nobody uses",
      link: "https://console.aws.amazon.com/costmanagement/home#/cost-explorer",
    },
  ],
  traps: [
    "Sessions of roles that the key took are not ended by switching it off: follow the runbook of role sessions for each role.",
    "AWS may have attached AWSCompromisedKeyQuarantine to the user: leave it until all is done.",
  ],
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html",
  ],
};
