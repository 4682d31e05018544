import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CreateDBInstanceCommand, DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { EnvironmentRef } from "../../components/model/references";
import type { Rotation } from "../../components/model/service";
import { StagedEntries } from "../../cli/aws/staged-entries";
import type { EntryIncident } from "../../cli/respond/incident";
import { Journal } from "../../cli/respond/journal";
import type { EntryContext } from "../../cli/respond/step";
import { type Emulator, account, region } from "../lab/emulator-process";

const variables = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;

/** Steps of a response on an emulator, as far as they reach no cluster. The commands' own clients ask it, too. */
export class RespondFixture {
  readonly environment: EnvironmentRef = { name: "dev", account, region };
  /** What the steps have said. */
  readonly said: string[] = [];
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-respond-"));
  private readonly before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));

  private constructor(
    readonly rds: RDSClient,
    readonly secretsManager: SecretsManagerClient,
  ) {}

  static async on(emulator: Emulator): Promise<RespondFixture> {
    const config = await emulator.administrator();
    const { accessKeyId, secretAccessKey, sessionToken = "" } = config.credentials;
    const fixture = new RespondFixture(new RDSClient(config), new SecretsManagerClient(config));
    const values = [emulator.endpoint, accessKeyId, secretAccessKey, sessionToken];
    variables.forEach((name, place) => (process.env[name] = values[place]));
    return fixture;
  }

  end(): void {
    for (const [name, value] of Object.entries(this.before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    fs.rmSync(this.folder, { recursive: true });
  }

  /** What a step works with, for an entry that is there. */
  async context(
    entry: string,
    incident: Partial<EntryIncident> = {},
    mode: Rotation["mode"] = "lambda",
  ): Promise<EntryContext> {
    const entries = new StagedEntries(region);
    const { arn, current } = (await entries.describe(entry))!;
    const folder = path.join(this.folder, randomUUID());
    const made = { entry, arn, version: current, folder, ...incident } as EntryIncident;
    return {
      program: { environment: this.environment },
      incident: made,
      journal: Journal.unopened(made),
      entries,
      target: { entry, mode, group: "signing", service: { name: "orders" } },
      patience: 30_000,
      say: (line: string) => this.said.push(line),
    } as unknown as EntryContext;
  }

  async createInstance(identifier: string, more: object): Promise<void> {
    const common = {
      DBInstanceClass: "db.t4g.micro",
      Engine: "postgres",
      AllocatedStorage: 20,
      MasterUsername: "boss",
    };
    await this.rds.send(new CreateDBInstanceCommand({ ...common, DBInstanceIdentifier: identifier, ...more }));
    await this.available(identifier);
  }

  /** ARN of the entry that RDS keeps for an instance. */
  async entryOf(identifier: string): Promise<string> {
    return (await this.describeInstance(identifier)).MasterUserSecret!.SecretArn!;
  }

  async available(identifier: string): Promise<void> {
    while ((await this.describeInstance(identifier)).DBInstanceStatus !== "available") await wait(100);
  }

  async createEntry(name: string, value: object): Promise<void> {
    await this.secretsManager.send(new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(value) }));
  }

  async read(entry: string): Promise<Record<string, string>> {
    const { SecretString } = await this.secretsManager.send(new GetSecretValueCommand({ SecretId: entry }));
    return JSON.parse(SecretString!) as Record<string, string>;
  }

  /** The stages of a version, or of every one. */
  async stages(entry: string, version?: string): Promise<string[]> {
    const { VersionIdsToStages = {} } = await this.secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
    return (
      version === undefined ? Object.values(VersionIdsToStages).flat() : (VersionIdsToStages[version] ?? [])
    ).sort();
  }

  private async describeInstance(identifier: string) {
    const { DBInstances } = await this.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
    return DBInstances![0]!;
  }
}
