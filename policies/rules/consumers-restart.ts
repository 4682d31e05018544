import type { Rule } from "../engine/rule";
import type { ValueMap } from "../engine/value";
import { judgeConsumers, reloadsItself } from "../kubernetes/consumers";
import { externalSecretTypes } from "../kubernetes/external-secrets";
import { reloadAnnotation } from "../kubernetes/reloader";
import { workloadTypes } from "../kubernetes/workloads";

const variable = {
  name: "DB_PASSWORD",
  valueFrom: { secretKeyRef: { name: "api-secrets", key: "DB_PASSWORD", optional: false } },
};
const file = { name: "api-secrets", secret: { secretName: "api-secrets" } };

const rule: Rule = {
  id: "consumers-restart",
  description: "Workloads read a rotated secret again.",
  severity: "high",
  why:
    "A rotation ends in the cluster's Secret. A running container keeps the variables that it started with, so it goes on " +
    "with the old credential until that is revoked, and then fails. Whoever reads a synchronized Secret is restarted when " +
    "it changes, or reads its files again.",
  fix:
    "Put annotations of ServiceSecrets on the workload's own metadata, or name the Secrets in " +
    `${reloadAnnotation}. A workload that watches the files of a mounted Secret and reads them again says so with the ` +
    `annotation ${reloadsItself}: "true"; that does not cover variables.`,
  references: [
    "https://github.com/stakater/Reloader",
    "https://kubernetes.io/docs/concepts/configuration/secret/#mounted-secrets-are-updated-automatically",
  ],
  stack: {
    types: [...new Set([...workloadTypes, ...externalSecretTypes])],
    check: judgeConsumers,
  },
  examples: {
    bad: [
      { title: "a variable, and nothing that restarts", resources: [externalSecret(), deployment({}, [variable])] },
      { title: "a file, and nothing that restarts", resources: [externalSecret(), deployment({}, [], [file])] },
      {
        title: "another Secret in the list",
        resources: [externalSecret(), deployment({ [reloadAnnotation]: "api-tls" }, [variable])],
      },
      {
        title: "annotations of the pod, which those of the workload overrule",
        resources: [
          externalSecret(),
          deployment({ "reloader.stakater.com/auto": "false" }, [variable], [], {
            "reloader.stakater.com/auto": "true",
          }),
        ],
      },
      {
        title: "a search that does not find the Secret",
        resources: [externalSecret(), deployment({ "reloader.stakater.com/search": "true" }, [variable])],
      },
      {
        title: "a variable of a workload that says it reads its files again",
        resources: [externalSecret(), deployment({ [reloadsItself]: "true" }, [variable])],
      },
      {
        title: "a pod that nothing restarts",
        resources: [
          externalSecret(),
          {
            type: "kubernetes:core/v1:Pod",
            name: "api",
            props: {
              metadata: { namespace: "api", annotations: { "reloader.stakater.com/auto": "true" } },
              spec: { containers: [{ env: [variable] }] },
            },
          },
        ],
      },
    ],
    good: [
      {
        title: "the Secret in the list",
        resources: [externalSecret(), deployment({ [reloadAnnotation]: "api-parameters, api-secrets" }, [variable])],
      },
      {
        title: "every Secret that is read",
        resources: [externalSecret(), deployment({ "reloader.stakater.com/auto": "true" }, [variable], [file])],
      },
      {
        title: "annotations of the pod alone",
        resources: [externalSecret(), deployment({}, [variable], [], { "secret.reloader.stakater.com/auto": "true" })],
      },
      {
        title: "a search that finds the Secret",
        resources: [
          externalSecret({ template: { metadata: { annotations: { "reloader.stakater.com/match": "true" } } } }),
          deployment({ "reloader.stakater.com/search": "true" }, [variable]),
        ],
      },
      {
        title: "files that the workload reads again by itself",
        resources: [externalSecret(), deployment({ [reloadsItself]: "true" }, [], [file])],
      },
      {
        title: "another Secret, and one of the same name in another namespace",
        resources: [
          externalSecret({ name: "other-secrets" }),
          { ...externalSecret({}, { namespace: "billing" }), name: "billing" },
          deployment({}, [variable]),
        ],
      },
      {
        title: "a Secret that is written once",
        resources: [externalSecret({}, {}, { refreshPolicy: "CreatedOnce" }), deployment({}, [variable])],
      },
      {
        title: "jobs, which read the Secret each time they run",
        resources: [
          externalSecret(),
          {
            type: "kubernetes:batch/v1:CronJob",
            name: "report",
            props: {
              metadata: { namespace: "api" },
              spec: { jobTemplate: { spec: { template: { spec: { containers: [{ env: [variable] }] } } } } },
            },
          },
        ],
      },
    ],
  },
};
export default rule;

function externalSecret(target: ValueMap = {}, metadata: ValueMap = {}, spec: ValueMap = {}) {
  return {
    type: "kubernetes:external-secrets.io/v1:ExternalSecret",
    name: "api-secrets",
    props: {
      metadata: { name: "api-secrets", namespace: "api", ...metadata },
      spec: { refreshInterval: "1h", target: { name: "api-secrets", ...target }, ...spec },
    },
  };
}

function deployment(annotations: ValueMap, env: ValueMap[], volumes: ValueMap[] = [], podAnnotations: ValueMap = {}) {
  return {
    type: "kubernetes:apps/v1:Deployment",
    name: "api",
    props: {
      metadata: { namespace: "api", annotations },
      spec: {
        template: { metadata: { annotations: podAnnotations }, spec: { containers: [{ name: "api", env }], volumes } },
      },
    },
  };
}
