import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { FakeCluster, type Json } from "./fake-cluster";
import { FakeS3 } from "./fake-s3";
import type { CliResult } from "./run-cli";
import { SeedStage } from "./seed-stage";

/** Version of the SDK here, and of the stand-in of the Pulumi CLI. */
export const sdk = (
  JSON.parse(fs.readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as { version: string }
).version;
const rds = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000001-AbCdEf";

/** A document of `--json`. */
export interface Document {
  ready: boolean;
  checks: { group: string; check: string; state: string; found: string; fix: string | null }[];
}

/** What the stand-in of pulumi exports. Its secrets are encrypted, as the real one's are. */
export const exported = (more: object = {}): object => ({
  version: 3,
  deployment: {
    secrets_providers: { type: "cloud", state: { url: "awskms://alias/strongroom?region=eu-west-1" } },
    resources: [{ type: "pulumi:pulumi:Stack" }, { type: "aws:iam/role:Role" }],
    ...more,
  },
});

/** How the operator says whether an object is ready. */
export const condition = (status: string, message: string): Json => ({
  conditions: [{ type: "Ready", status, message }],
});

/** A machine, an account, a state and a cluster in which all is right for dev. */
export class DoctorStage extends SeedStage {
  readonly cluster = new FakeCluster();
  readonly bucket = new FakeS3();
  /** All of PATH: the stand-ins of pulumi and aws, and Node. */
  readonly bin = fs.mkdtempSync(path.join(this.folder, "bin-"));

  override async start(): Promise<void> {
    await super.start();
    fs.symlinkSync(process.execPath, path.join(this.bin, "node"));
    await this.bucket.start();
    this.fill(await this.cluster.start());
    this.executable("aws", `[ "$1" = --version ] && echo aws-cli/2.31.0 && exit; echo '{"status":{"token":"of-dev"}}'`);
    this.pulumi({ url: "s3://acme-state", stack: exported() });
    this.recordRotations("dev", { "dev/api/apple": "2026-11-20" });
    for (const entry of ["dev/api/database", "dev/api/app", "dev/api/apple", "dev/billing/invoicing"]) {
      this.aws.createDated(entry, today(), { RotationEnabled: true });
    }
    this.aws.createDated("dev/worker/tracking", today());
    this.aws.createDated(rds, today(), { RotationEnabled: true });
    this.configure({
      "strongroom:seeded": ["dev/api/database", "dev/api/app", "dev/api/apple", "dev/worker/tracking"],
    });
  }

  override async stop(): Promise<void> {
    await this.cluster.stop();
    await this.bucket.stop();
    await super.stop();
  }

  /** Runs it with the stand-ins alone on PATH. */
  doctor(args: string[], variables: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    return this.runCommand("doctor", args, "", {
      PATH: this.bin,
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_S3: this.bucket.address,
      ...variables,
    });
  }

  /** What it says of dev. */
  async checks(args: string[] = [], variables: NodeJS.ProcessEnv = {}): Promise<Document["checks"]> {
    const { stdout, stderr } = await this.doctor(["dev", "--json", ...args], variables);
    assert.equal(stderr, "");
    return (JSON.parse(stdout) as Document).checks;
  }

  /** Puts a shell script on PATH. */
  executable(name: string, script: string): void {
    fs.writeFileSync(path.join(this.bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** A stand-in of the Pulumi CLI that says what the real one says. */
  pulumi({ url, stack }: { url: string; stack: object | "none" }): void {
    const file = path.join(this.bin, "stack.json");
    fs.writeFileSync(file, JSON.stringify(stack));
    const missing = `echo "error: no stack named 'dev' found" >&2; exit 6`;
    this.executable(
      "pulumi",
      [
        `case "$1" in`,
        `version) echo v${sdk} ;;`,
        `whoami) printf '{"user":"somebody","url":"%s"}' '${url}' ;;`,
        `stack) ${stack === "none" ? missing : `while read -r line; do echo "$line"; done <${file}; echo "$line"`} ;;`,
        "esac",
      ].join("\n"),
    );
  }

  /** Writes settings into the stack file of dev. */
  configure(settings: Record<string, unknown>): void {
    const file = this.file("stacks", "Pulumi.dev.yaml");
    const document = parseDocument(fs.readFileSync(file, "utf8"));
    for (const [key, value] of Object.entries(settings)) document.setIn(["config", ...key.split("/")], value);
    fs.writeFileSync(file, document.toString());
  }

  /** The endpoint of dev's cluster, as its stack file has it. */
  clusterEndpoint(): string {
    const text = fs.readFileSync(this.file("stacks", "Pulumi.dev.yaml"), "utf8");
    return (parseDocument(text).toJS() as { config: Record<string, { endpoint: string }> }).config[
      "strongroom:cluster"
    ]!.endpoint;
  }

  /** What stands in a cluster after an update, and the stack file that leads there. */
  private fill({ cluster: { endpoint, certificateAuthority } }: Awaited<ReturnType<FakeCluster["start"]>>) {
    this.configure({
      "strongroom:cluster/endpoint": endpoint,
      "strongroom:cluster/certificateAuthority": certificateAuthority,
    });
    const deployment = (namespace: string, name: string): Json => ({
      metadata: { namespace, name, labels: { "helm.sh/chart": "external-secrets-2.9.0" } },
      spec: { replicas: 1, selector: { matchLabels: { app: name } } },
      status: { availableReplicas: 1 },
    });
    const operators = "/apis/external-secrets.io/v1";
    const externalSecrets = ["api", "billing", "worker"].flatMap((name) =>
      (["secrets", "parameters"] as const).map((brings) => ({
        metadata: { namespace: name, name: `${name}-${brings}` },
        spec: {
          secretStoreRef: {
            kind: "ClusterSecretStore",
            name: brings === "secrets" ? "aws-secrets-manager" : "aws-parameter-store",
          },
        },
        status: condition("True", "secret synced"),
      })),
    );
    const other = { metadata: { namespace: "x", name: "x" }, spec: { secretStoreRef: { name: "of-others" } } };
    for (const [where, object] of Object.entries({
      "/version": { gitVersion: "v1.34.4" },
      "/apis/apps/v1/namespaces/external-secrets/deployments": {
        items: [deployment("external-secrets", "external-secrets")],
      },
      "/apis/apps/v1/namespaces/reloader/deployments/reloader": deployment("reloader", "reloader"),
      [operators]: { resources: [{ name: "externalsecrets" }, { name: "clustersecretstores" }] },
      [`${operators}/clustersecretstores/aws-secrets-manager`]: { status: condition("True", "store validated") },
      [`${operators}/clustersecretstores/aws-parameter-store`]: { status: condition("True", "store validated") },
      [`${operators}/externalsecrets`]: { items: [...externalSecrets, other] },
      "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/strongroom-config-maps": {
        spec: { validationActions: ["Warn", "Audit"] },
      },
    })) {
      this.cluster.objects.set(where, object);
    }
  }
}

/** The day on which this runs, in UTC. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}
