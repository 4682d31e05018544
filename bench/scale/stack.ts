import { stringify } from "yaml";
import type { Wire, WireProperties } from "../../cli/preview/properties";
import { bareResource, type RecordedResource } from "../../cli/preview/resources";
import { hexDigits, Random } from "../random";

/** Where the generated stack lives. */
export const place = { project: "shop", stack: "prod", organization: "organization", config: {} };

/** The key of the ConfigMaps that hold a credential. */
export const plantedKey = "APPLE_SHARED_SECRET";

/**
 * Makes up a stack like that of a company with many services: for each service two ConfigMaps (settings, and configuration files
 * in YAML, JSON and properties), a Deployment with a Service, an ExternalSecret, a secret of Secrets Manager with its rotation,
 * a parameter, and an IAM role with a policy. Every tenth service repeats the incident, which proves that the pack has looked;
 * nothing else in it is a finding.
 *
 * @param count Resources, at least 1.
 * @param seed The same seed makes the same stack.
 */
export function makeStack(count: number, seed: number): RecordedResource[] {
  const resources: RecordedResource[] = [];
  for (let service = 0; resources.length < count; service++)
    resources.push(...makeService(service, new Random(seed + service)));
  return resources.slice(0, count);
}

function makeService(index: number, random: Random): RecordedResource[] {
  const name = `${random.pick(["cart", "catalog", "billing", "search", "mail", "stock"])}-${index}`;
  const namespace = `team-${index % 20}`;
  const metadata = (suffix: string) => ({ name: `${name}${suffix}`, namespace, labels: { app: name } });
  const secretName = `prod/${name}/app`;
  const secret = resource("aws:secretsmanager/secret:Secret", name, {
    name: secretName,
    tags: { "strongroom:rotation": "lambda", owner: namespace },
  });
  const role = resource("aws:iam/role:Role", name, { name, assumeRolePolicy: trust(name, namespace) });
  return [
    resource("kubernetes:core/v1:ConfigMap", `${name}-settings`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata("-settings"),
      data: { ...settings(name, random), ...(index % 10 === 0 && { [plantedKey]: random.text(32, hexDigits) }) },
    }),
    resource("kubernetes:core/v1:ConfigMap", `${name}-files`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata("-files"),
      data: files(name, random),
    }),
    resource("kubernetes:apps/v1:Deployment", name, deployment(name, metadata(""), random)),
    resource("kubernetes:core/v1:Service", name, {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata(""),
      spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
    }),
    resource("kubernetes:external-secrets.io/v1:ExternalSecret", name, {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: metadata(""),
      spec: {
        refreshInterval: "1h",
        secretStoreRef: { kind: "SecretStore", name: "aws-secrets-manager" },
        target: { name: `${name}-secrets`, creationPolicy: "Owner", template: { type: "Opaque" } },
        data: [{ secretKey: "SESSION_SECRET", remoteRef: { key: secretName, property: "SESSION_SECRET" } }],
      },
    }),
    secret,
    {
      ...resource("aws:secretsmanager/secretRotation:SecretRotation", name, {
        secretId: secretName,
        rotationLambdaArn: `arn:aws:lambda:eu-central-1:111111111111:function:rotate-${name}`,
        rotationRules: { scheduleExpression: "rate(30 days)" },
      }),
      propertyDependencies: { secretId: [secret.urn] },
      dependencies: [secret.urn],
    },
    resource("aws:ssm/parameter:Parameter", name, { name: `/prod/${name}/LOG_LEVEL`, type: "String", value: "info" }),
    role,
    {
      ...resource("aws:iam/rolePolicy:RolePolicy", name, { role: name, policy: readPolicy(secretName) }),
      propertyDependencies: { role: [role.urn] },
      dependencies: [role.urn],
    },
  ];
}

function resource(type: string, name: string, inputs: WireProperties): RecordedResource {
  return bareResource(place, type, name, inputs);
}

/** Plain settings, one a key, about 20. */
function settings(name: string, random: Random): Record<string, string> {
  const flags: [string, string][] = [];
  for (let index = 0; index < 12; index++) flags.push([`FEATURE_${index}_ENABLED`, String(random.next() < 0.5)]);
  return {
    LOG_LEVEL: random.pick(["debug", "info", "warn"]),
    PORT: "8080",
    DATABASE_HOST: `${name}.cluster-abc.eu-central-1.rds.amazonaws.com`,
    DATABASE_NAME: name.replace("-", "_"),
    DATABASE_PASSWORD_FILE: "/var/run/secrets/database/password",
    TOKEN_URL: `https://login.example.com/${name}/oauth2/token`,
    CACHE_SECONDS: String(random.between(10, 3600)),
    ...Object.fromEntries(flags),
  };
}

/** Whole configuration files, about 15 KB together, as programs mount them. */
function files(name: string, random: Random): Record<string, string> {
  const routes = Array.from({ length: 30 }, (_, index) => ({
    path: `/api/v1/${name}/${index}`,
    methods: ["GET", "POST"],
    timeoutSeconds: random.between(1, 60),
    upstream: { host: `${name}-${index}.internal`, port: 8080, retries: random.between(0, 5) },
  }));
  const properties = Array.from({ length: 60 }, (_, index) => `${name}.pool.${index}.size=${random.between(1, 50)}`);
  return {
    "application.yaml": stringify({
      spring: {
        datasource: { url: `jdbc:postgresql://${name}:5432/${name}`, username: name, password: "${DB_PASSWORD}" },
      },
      routes,
    }),
    "routes.json": JSON.stringify({ routes }, null, 2),
    "pool.properties": `${properties.join("\n")}\n`,
    "start.sh": `#!/bin/sh\nset -eu\nexport JAVA_OPTS="-Xmx512m"\nexec java $JAVA_OPTS -jar /app/${name}.jar --port "$PORT"\n`,
  };
}

function deployment(name: string, metadata: WireProperties, random: Random): WireProperties {
  const container: Wire = {
    name: "app",
    image: `111111111111.dkr.ecr.eu-central-1.amazonaws.com/${name}:${random.between(1, 400)}.0.0`,
    args: ["--config", "/etc/app/application.yaml"],
    envFrom: [{ configMapRef: { name: `${name}-settings` } }],
    env: [
      { name: "SESSION_SECRET", valueFrom: { secretKeyRef: { name: `${name}-secrets`, key: "SESSION_SECRET" } } },
      { name: "GREETING", value: "hello" },
    ],
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
    readinessProbe: { httpGet: { path: "/healthz", port: 8080 } },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...metadata, annotations: { "secret.reloader.stakater.com/reload": `${name}-secrets` } },
    spec: {
      replicas: random.between(2, 6),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { serviceAccountName: name, containers: [container] } },
    },
  };
}

const issuer = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE";

function trust(name: string, namespace: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${issuer}` },
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}`,
          },
        },
      },
    ],
  });
}

function readPolicy(secretName: string): string {
  const arn = `arn:aws:secretsmanager:eu-central-1:111111111111:secret:${secretName}-??????`;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: arn }],
  });
}
