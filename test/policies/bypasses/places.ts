import { gzipSync } from "node:zlib";
import type { ExampleResource } from "../../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../../policies/engine/value";
import { base64, camel, configMap, configMapType, indent, oneLine, type Technique, yaml } from "./technique";

/** Places to put a credential. */
export const places: readonly Technique[] = [
  { title: "under binaryData", hide: (key, value) => configMap({}, { binaryData: { [key]: base64(value) } }) },
  {
    title: "compressed, under binaryData",
    hide: (key, value) => configMap({}, { binaryData: { [key]: base64(gzipSync(`${key}=${oneLine(value)}`)) } }),
  },
  {
    title: "in an annotation",
    hide: (key, value) => configMap({}, { metadata: { annotations: { [`example.com/${key.toLowerCase()}`]: value } } }),
  },
  {
    title: "in the annotation that kubectl apply leaves",
    hide: (key, value) =>
      configMap(
        {},
        {
          metadata: {
            annotations: {
              "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
                kind: "ConfigMap",
                data: { [key]: value },
              }),
            },
          },
        },
      ),
  },
  {
    title: "in a patch of a ConfigMap",
    hide: (key, value) => [{ type: `${configMapType}Patch`, name: "settings", props: { data: { [key]: value } } }],
  },
  {
    title: "in a list of ConfigMaps",
    hide: (key, value) => [
      { type: `${configMapType}List`, name: "all", props: { items: [unknown, { data: { [key]: value } }] } },
    ],
  },
  {
    title: "in a list of many kinds",
    hide: (key, value) => list([{ kind: "Service" }, { apiVersion: "v1", kind: "ConfigMap", data: { [key]: value } }]),
  },
  {
    title: "in a list in a list",
    hide: (key, value) =>
      list([{ kind: "List", items: [{ kind: "ConfigMapList", items: [{ data: { [key]: value } }] }] }]),
  },
  {
    title: "in a ConfigMap by another name of its version",
    hide: (key, value) => [
      {
        type: "kubernetes:v1:ConfigMap",
        name: "settings",
        props: { apiVersion: "v1", kind: "ConfigMap", data: { [key]: value } },
      },
    ],
  },
  {
    title: "in a ConfigMap inside a custom resource",
    hide: (key, value) => [
      {
        type: "kubernetes:work.example.com/v1:Work",
        name: "work",
        props: { spec: { manifests: [{ apiVersion: "v1", kind: "ConfigMap", data: { [key]: value } }] } },
      },
    ],
  },
  {
    title: "in a manifest that is handed over as text",
    hide: (key, value) => [
      {
        type: "kubernetes:yaml/v2:ConfigGroup",
        name: "all",
        props: { yaml: `kind: ConfigMap\ndata:\n${indent(yaml(key, value), "  ")}` },
      },
    ],
  },
  {
    title: "in the variables of a container",
    hide: (key, value) => deployment({ env: [unknown, { name: key, value }] }),
  },
  {
    title: "in the variables of a container that runs first",
    hide: (key, value) => pod({ initContainers: [{ env: [{ name: key, value }] }] }),
  },
  {
    title: "in an argument of a container",
    hide: (key, value) => deployment({ args: [`--${key.toLowerCase().replaceAll("_", "-")}=${value}`] }),
  },
  {
    title: "in two arguments of a container",
    hide: (key, value) => deployment({ args: ["serve", `--${key.toLowerCase().replaceAll("_", "-")}`, value] }),
  },
  {
    title: "in a script of a container",
    hide: (key, value) => deployment({ command: ["sh", "-c", `${key}='${oneLine(value)}' exec app`] }),
  },
  {
    title: "in a command of a probe",
    hide: (key, value) =>
      deployment({ livenessProbe: { exec: { command: ["sh", "-c", `${key}='${oneLine(value)}' check`] } } }),
  },
  {
    title: "in a hook of a container",
    hide: (key, value) =>
      deployment({
        lifecycle: { postStart: { exec: { command: ["sh", "-c", `export ${key}='${oneLine(value)}'`] } } },
      }),
  },
  {
    title: "in an annotation of pods",
    hide: (key, value) => [
      {
        type: "kubernetes:apps/v1:Deployment",
        name: "api",
        props: { spec: { template: { metadata: { annotations: { [`example.com/${key.toLowerCase()}`]: value } } } } },
      },
    ],
  },
  {
    title: "in a job that runs on a schedule, in a list",
    hide: (key, value) =>
      list([
        {
          kind: "CronJob",
          spec: { jobTemplate: { spec: { template: { spec: { containers: [{ env: [{ name: key, value }] }] } } } } },
        },
      ]),
  },
  {
    title: "in the values of a Helm release",
    hide: (key, value) => [
      {
        type: "kubernetes:helm.sh/v3:Release",
        name: "api",
        props: { values: { image: unknown, config: { [camel(key)]: value } } },
      },
    ],
  },
  {
    title: "in a list of values of a Helm release",
    hide: (key, value) => [
      { type: "kubernetes:helm.sh/v3:Release", name: "api", props: { values: { extraEnv: [{ name: key, value }] } } },
    ],
  },
  {
    title: "in the spec of a custom resource",
    hide: (key, value) => [
      { type: "kubernetes:example.com/v1:App", name: "api", props: { spec: { config: { [camel(key)]: value } } } },
    ],
  },
  {
    title: "in the variables of a function",
    hide: (key, value) => [
      {
        type: "aws:lambda/function:Function",
        name: "api",
        props: { environment: { variables: { A: unknown, [key]: value } } },
      },
    ],
  },
  {
    title: "in the variables of a task",
    hide: (key, value) => [
      {
        type: "aws:ecs/taskDefinition:TaskDefinition",
        name: "api",
        props: { containerDefinitions: JSON.stringify([{ environment: [{ name: key, value }] }]) },
      },
    ],
  },
  {
    title: "in the variables of a build",
    hide: (key, value) => [
      {
        type: "aws:codebuild/project:Project",
        name: "api",
        props: { environment: { environmentVariables: [{ name: key, value, type: "PLAINTEXT" }] } },
      },
    ],
  },
  {
    title: "in user data",
    hide: (key, value) => [
      {
        type: "aws:ec2/instance:Instance",
        name: "api",
        props: { userData: `#!/bin/sh\nexport ${key}="${oneLine(value)}"\n` },
      },
    ],
  },
  {
    title: "in compressed user data",
    hide: (key, value) => [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        name: "api",
        props: { userData: base64(gzipSync(`#!/bin/sh\nexport ${key}="${oneLine(value)}"\n`)) },
      },
    ],
  },
  {
    title: "in a tag",
    hide: (key, value) => [{ type: "aws:s3/bucket:Bucket", name: "api", props: { tags: { [key]: value } } }],
  },
  {
    title: "in a plain parameter",
    hide: (key, value) => [
      { type: "aws:ssm/parameter:Parameter", name: "api", props: { name: `/prod/api/${key}`, type: "String", value } },
    ],
  },
  {
    title: "as a literal of a Secret",
    hide: (key, value) => [{ type: "kubernetes:core/v1:Secret", name: "api", props: { stringData: { [key]: value } } }],
  },
];

function list(items: Value[]): ExampleResource[] {
  return [{ type: "kubernetes:core/v1:List", name: "all", props: { items } }];
}

function pod(spec: ValueMap): ExampleResource[] {
  return [{ type: "kubernetes:core/v1:Pod", name: "api", props: { spec } }];
}

function deployment(container: ValueMap): ExampleResource[] {
  return [
    {
      type: "kubernetes:apps/v1:Deployment",
      name: "api",
      props: { spec: { template: { spec: { containers: [{ name: "api", ...container }] } } } },
    },
  ];
}
