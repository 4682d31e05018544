import { denyOlder } from "../common-steps";
import type { Runbook } from "../runbook";

/** Temporary credentials cannot be deleted; they are denied by the moment of their issue. */
export const runbook: Runbook = {
  id: "iam-role-session",
  title: "Session of an IAM role",
  appliesTo: "Temporary credentials of a role (`ASIA...`): from a pod, a function, an instance, a person's terminal.",
  revoke: [
    { what: "Close the way by which they got out: stop the pod, take the log down, end the debug endpoint." },
    denyOlder,
    {
      what: "Deny every session of the role that began before now.",
      command:
        "aws iam put-role-policy --role-name ROLE --policy-name AWSRevokeOlderSessions --policy-document file://deny.json",
      check: "aws iam get-role-policy --role-name ROLE --policy-name AWSRevokeOlderSessions",
    },
  ],
  rotate: [
    {
      what: "Restart what uses the role, so that it takes new credentials. SDKs keep theirs until shortly before they end.",
      command: "kubectl rollout restart deployment/NAME --namespace NAMESPACE",
    },
    {
      what: "Remove the policy when the longest session of the role has ended: 1 to 12 hours.",
      command: "aws iam delete-role-policy --role-name ROLE --policy-name AWSRevokeOlderSessions",
    },
  ],
  audit: [
    {
      what: "Look at every use of the session.",
      command:
        "aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=KEY_ID --query 'Events[].[EventTime, EventName]'",
    },
    { what: "Rotate every secret that the role may read and that CloudTrail shows it read: each by its own runbook." },
  ],
  elsewhere: [],
  traps: [
    "The store's role reads every entry: its session leaking is the leak of all that it read since.",
    "Roles of AWS services (AWSServiceRoleFor...) take no inline policy.",
    "A policy that stands in the program too is put back by the next update; one that does not is left alone.",
  ],
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html"],
};
