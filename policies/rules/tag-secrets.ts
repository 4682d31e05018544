import type { Rule } from "../engine/rule";
import { unknown } from "../engine/value";
import { judgePlace } from "../places/place";
import { tags } from "../places/tags";

const bucket = "aws:s3/bucket:Bucket";
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");

const rule: Rule = {
  id: "tag-secrets",
  description: "Tags and labels hold no credentials.",
  severity: "high",
  why:
    "Tags and labels are made to be read: by everyone who may list resources, by billing reports, inventories and monitoring, " +
    "which keep copies of them.",
  fix: "Remove the tag. Treat the value as known to others: replace it.",
  references: [
    "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
  ],
  resource: { types: tags.types, check: (resource) => judgePlace(tags, resource, { onlySure: true }) },
  examples: {
    bad: [
      {
        title: "a password",
        resources: [{ type: bucket, name: "logs", props: { tags: { Owner: "ops", DbPassword: password } } }],
      },
      {
        title: "a password in a label, beside one that is not known yet",
        resources: [
          {
            type: "kubernetes:core/v1:Service",
            name: "api",
            props: { metadata: { labels: { release: unknown, "db-password": password } } },
          },
        ],
      },
      {
        title: "a tag that an Auto Scaling group hands on",
        resources: [
          {
            type: "aws:autoscaling/group:Group",
            name: "api",
            props: { tags: [{ key: "DbPassword", value: password, propagateAtLaunch: true }] },
          },
        ],
      },
    ],
    good: [
      {
        title: "what tags are for",
        resources: [
          {
            type: bucket,
            name: "logs",
            props: {
              tags: {
                Name: "prod-logs",
                owner: "payments@example.com",
                commit: "0123456789abcdef0123456789abcdef01234567",
                "rotation-interval-days": "90",
                runbook: "https://runbooks.example.com/logs",
                created: unknown,
              },
            },
          },
          { type: bucket, name: "more-logs", props: { tags: unknown } },
        ],
      },
    ],
  },
};
export default rule;
