import { formatKeyPath } from "../engine/key-path";
import type { Finding, Rule } from "../engine/rule";
import { unknown, type Value, type ValueMap } from "../engine/value";
import { printableName } from "../kubernetes/manifests";
import { type SecretReference, secretReferencesOf, workloadsOf, workloadTypes } from "../kubernetes/workloads";

const rule: Rule = {
  id: "optional-secret-refs",
  description: "Workloads do not start without their secrets.",
  severity: "medium",
  why:
    "An optional reference lets a pod start without its credential. The missing secret then shows as a failed login hours " +
    "later, or as a fallback that nobody chose. A required one stops the pod at start, and Kubernetes says which key is missing.",
  fix:
    "Remove optional from the reference, or use env and volumes of ServiceSecrets, which are never optional. If the " +
    "application works without the secret, remove the reference.",
  references: [
    "https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist",
    "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables",
  ],
  resource: {
    types: workloadTypes,
    check: (resource) =>
      [...workloadsOf(resource)].flatMap((workload) =>
        [...secretReferencesOf(workload)].filter(({ optional }) => isTrue(optional)).map(finding),
      ),
  },
  examples: {
    bad: [
      {
        title: "an optional variable",
        resources: [deployment({ containers: [{ name: "api", env: [variable({ optional: true })] }] })],
      },
      {
        title: "an optional Secret as a whole, beside a variable that is not known yet",
        resources: [
          deployment({
            containers: [{ env: [unknown], envFrom: [{ secretRef: { name: "api-secrets", optional: true } }] }],
          }),
        ],
      },
      {
        title: "an optional volume",
        resources: [deployment({ volumes: [{ secret: { secretName: "api-secrets", optional: true } }] })],
      },
      {
        title: "an optional source of a projected volume",
        resources: [
          deployment({ volumes: [{ projected: { sources: [{ secret: { name: "api-secrets", optional: true } }] } }] }),
        ],
      },
      {
        title: "a container that runs before the others",
        resources: [deployment({ initContainers: [{ name: "migrate", env: [variable({ optional: true })] }] })],
      },
      {
        title: "a job that runs on a schedule",
        resources: [
          {
            type: "kubernetes:batch/v1:CronJob",
            name: "report",
            props: {
              spec: {
                jobTemplate: {
                  spec: { template: { spec: { containers: [{ env: [variable({ optional: true })] }] } } },
                },
              },
            },
          },
        ],
      },
      {
        title: "a pod in a list of many kinds",
        resources: [
          {
            type: "kubernetes:core/v1:List",
            name: "all",
            props: {
              items: [
                { kind: "Service" },
                { kind: "Pod", spec: { containers: [{ env: [variable({ optional: true })] }] } },
              ],
            },
          },
        ],
      },
      {
        title: "a patch of a Deployment",
        resources: [
          {
            ...deployment({ containers: [{ env: [variable({ optional: true })] }] }),
            type: "kubernetes:apps/v1:DeploymentPatch",
          },
        ],
      },
    ],
    good: [
      {
        title: "references that are required, said or not",
        resources: [
          deployment({
            containers: [{ env: [variable({ optional: false }), variable({}), { name: "MODE", value: "optional" }] }],
            volumes: [{ secret: { secretName: "api-secrets" } }],
          }),
        ],
      },
      {
        title: "an optional ConfigMap",
        resources: [
          deployment({
            containers: [
              {
                env: [{ valueFrom: { configMapKeyRef: { name: "api", key: "A", optional: true } } }],
                envFrom: [{ configMapRef: { name: "api", optional: true } }],
              },
            ],
            volumes: [{ configMap: { name: "api", optional: true } }],
          }),
        ],
      },
      {
        title: "what is not known yet",
        resources: [
          deployment({ containers: [{ env: unknown, envFrom: [variable({ optional: unknown })] }], volumes: unknown }),
          { type: "kubernetes:core/v1:Pod", name: "debug", props: { spec: unknown } },
        ],
      },
    ],
  },
};
export default rule;

function finding(reference: SecretReference): Finding {
  const keyPath = formatKeyPath([...reference.at, "optional"]);
  const what = reference.key === undefined ? "" : `key ${printableName(reference.key)} of `;
  return {
    level: "mandatory",
    keyPath,
    text: `${keyPath} is true: the pod starts without ${what}the Secret ${printableName(reference.secret)}.`,
    fix: "remove optional, so that a missing secret stops the pod at start.\nIf the application works without it, remove the reference.",
  };
}

/** The provider refuses a text here, but it may come later: a manifest that is read from YAML is not checked at preview. */
function isTrue(optional: Value | undefined): boolean {
  return optional === true || optional === "true";
}

function variable(change: ValueMap): ValueMap {
  return {
    name: "DB_PASSWORD",
    valueFrom: { secretKeyRef: { name: "api-secrets", key: "DB_PASSWORD", ...change } },
  };
}

function deployment(podSpec: ValueMap) {
  return { type: "kubernetes:apps/v1:Deployment", name: "api", props: { spec: { template: { spec: podSpec } } } };
}
