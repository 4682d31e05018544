import type { ExampleResource, Rule, StackResource } from "../engine/rule";
import { unknown, type ValueMap } from "../engine/value";
import { judgeLastRotation, lastRotatedTag } from "../rotation/overdue";
import { linkedTo } from "../rotation/secret-links";

const secretType = "aws:secretsmanager/secret:Secret";
const rotationType = "aws:secretsmanager/secretRotation:SecretRotation";

const declared = {
  "rotation-mode": "manual",
  "rotation-interval-days": "90",
  owner: "payments",
  runbook: "https://runbooks.example.com/apple",
};
const today = new Date().toISOString().slice(0, 10);

const rule: Rule = {
  id: "stale-rotation",
  description: "A rotation by hand happens when it is due.",
  severity: "medium",
  enforcementLevel: "advisory",
  why:
    "A rotation that people do is only as good as the day on which they do it. A declared interval says when it is due; the " +
    "day of the last one says whether it was kept.",
  fix:
    "Rotate the secret as its runbook says: npx strongroom rotate ENV SERVICE GROUP, which records the day. In another program, set " +
    `its tag ${lastRotatedTag} to that day, as YYYY-MM-DD. To block instead of advise, ` +
    "set stale-rotation: mandatory under strongroom:guard.rules in the stack file.",
  references: [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-4",
  ],
  stack: { types: [secretType], check },
  examples: {
    bad: [
      {
        title: "a quarterly rotation that was last done years ago",
        level: "advisory",
        resources: [secret({ [lastRotatedTag]: "2020-01-31" })],
      },
      {
        title: "a day that no calendar has",
        level: "advisory",
        resources: [secret({ [lastRotatedTag]: "2026-02-30" })],
      },
      { title: "a day to come", level: "advisory", resources: [secret({ [lastRotatedTag]: "2999-01-01" })] },
    ],
    good: [
      { title: "a rotation of today", resources: [secret({ [lastRotatedTag]: today })] },
      { title: "a rotation of which no day is known", resources: [secret({})] },
      {
        title: "a rotation by a function, whatever a tag says",
        resources: [
          secret({ [lastRotatedTag]: "2020-01-31" }),
          {
            type: rotationType,
            name: "rotation",
            props: { secretId: unknown, rotationRules: { automaticallyAfterDays: 90 } },
            propertyDependencies: { secretId: ["apple"] },
          },
        ],
      },
    ],
  },
};
export default rule;

function check(resources: readonly StackResource[], today: string) {
  const rotations = resources.filter(({ type }) => type === rotationType);
  return resources
    .filter((resource) => resource.type === secretType && linkedTo(resource, rotations).length === 0)
    .flatMap((secret) => judgeLastRotation(secret, today));
}

function secret(tags: ValueMap): ExampleResource {
  const props: ValueMap = { name: "prod/api/apple", id: unknown, tags: { ...declared, ...tags } };
  return { type: secretType, name: "apple", props };
}
