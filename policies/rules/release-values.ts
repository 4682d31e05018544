import type { Rule } from "../engine/rule";
import { Asset, unknown } from "../engine/value";
import { judgePlace } from "../places/place";
import { releases } from "../places/releases";

const release = "kubernetes:helm.sh/v3:Release";
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");

const rule: Rule = {
  id: "release-values",
  description: "Helm values hold no credentials.",
  severity: "high",
  why:
    "Helm keeps the values of every revision in the cluster, and helm get values prints them. The objects that a Release makes " +
    "of them are shown to no policy.",
  fix:
    "Let an ExternalSecret write the Secret, and name it in the values: most charts take existingSecret. In another file than " +
    "the program, hand over the text: new pulumi.asset.StringAsset(readFileSync(file, 'utf8')).",
  references: [
    "https://helm.sh/docs/helm/helm_get_values/",
    "https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/",
  ],
  resource: { types: releases.types, needsTexts: true, check: (resource) => judgePlace(releases, resource) },
  examples: {
    bad: [
      {
        title: "a password in nested values",
        resources: [
          { type: release, name: "redis", props: { values: { replicas: 3, host: unknown, auth: { password } } } },
        ],
      },
      {
        title: "a password in a file of values",
        resources: [
          {
            type: release,
            name: "redis",
            props: { valueYamlFiles: [new Asset("asset", `auth:\n  enabled: true\n  password: ${password}\n`)] },
          },
        ],
      },
      {
        title: "the password of the chart's repository",
        resources: [{ type: release, name: "redis", props: { repositoryOpts: { username: "ci", password } } }],
      },
      {
        title: "a chart of the newer kind",
        resources: [{ type: "kubernetes:helm.sh/v4:Chart", name: "redis", props: { values: { auth: { password } } } }],
      },
      {
        title: "a file that cannot be opened here",
        resources: [{ type: release, name: "redis", props: { valueYamlFiles: [new Asset("asset")] } }],
        level: "advisory",
      },
    ],
    good: [
      {
        title: "the name of a Secret",
        resources: [
          {
            type: release,
            name: "redis",
            props: {
              values: {
                auth: { existingSecret: "redis-auth", existingSecretPasswordKey: "password", password: "" },
                image: { tag: "7.2.4", digest: `sha256:${"0123456789abcdef".repeat(4)}` },
                url: unknown,
              },
              valueYamlFiles: [new Asset("asset", "auth:\n  existingSecret: redis-auth\n")],
            },
          },
        ],
      },
      {
        title: "values that are not known yet",
        resources: [{ type: release, name: "redis", props: { values: unknown } }],
      },
    ],
  },
};
export default rule;
