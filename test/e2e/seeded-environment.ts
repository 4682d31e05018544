import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { GetSecretValueCommand, ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import type { Stage } from "../../lab/stage/stage";
import { type Account, openAccount } from "./aws";
import { Cluster, until } from "./cluster";
import { engine } from "./engine";
import { bringUp, recordsOf, renew, takeDown } from "./environment";
import { leaveOnStage, sharedStage, takeOver } from "./shared-stage";
import { apiValues, strongroom } from "./strongroom";

/** Name to the hash of its value: two of these can be compared and printed without showing a value. */
export type Fingerprints = Record<string, string>;

/** The environment dev with the values of the service api in its entries and in the cluster. */
export class SeededEnvironment {
  /** What seeding recorded in the stack file. */
  private records: Record<string, unknown> = {};

  private constructor(
    readonly stage: Stage,
    readonly account: Account,
    readonly cluster: Cluster,
  ) {}

  /**
   * Brings it up, puts values, starts the rotations, and waits until the values are in the cluster; or goes on with one that was
   * left, which may have other values and versions by then.
   */
  static async bringUp(): Promise<SeededEnvironment> {
    const left = takeOver();
    if (left instanceof SeededEnvironment) {
      await renew(left.stage, "dev", left.records);
      await left.cluster.forceSync("api", "api-secrets");
      await left.synced();
      return left;
    }
    await left?.takeDown();
    const stage = await sharedStage();
    const environment = new SeededEnvironment(stage, await openAccount(stage, "111122223333"), new Cluster(stage));
    await bringUp(stage, "dev");
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "api"], { input: apiValues() });
    assert.equal(status, 0, stderr);
    environment.records = recordsOf(stage, "dev");
    await environment.update();
    await environment.cluster.forceSync("api", "api-secrets");
    await environment.synced();
    return environment;
  }

  /** Has the engine bring it to what the program says; fails when that fails. */
  async update(program?: string): Promise<Record<string, number>> {
    const { status, changes, text } = await engine(this.stage, "up", "dev", program === undefined ? {} : { program });
    assert.equal(status, 0, text);
    return changes;
  }

  /** Waits until the operator says that it has read the values. */
  synced(): Promise<true> {
    return until("api/api-secrets is ready", async () => (await this.readiness()) === "True" || undefined);
  }

  /** The status of the condition Ready of api/api-secrets: `"True"` or `"False"`. */
  async readiness(): Promise<string | undefined> {
    return (await this.cluster.externalSecret("api", "api-secrets"))?.status;
  }

  /** Every value that an entry or a Secret of the operator's holds. */
  async fingerprints(): Promise<Fingerprints> {
    return { ...(await this.entries()), ...(await this.secrets()) };
  }

  /** Current values of entries by their name. */
  private async entries(): Promise<Fingerprints> {
    const { SecretList = [] } = await this.account.secretsManager.send(new ListSecretsCommand({ MaxResults: 100 }));
    const found: Fingerprints = {};
    for (const { Name = "", SecretVersionsToStages = {} } of SecretList) {
      if (!Object.values(SecretVersionsToStages).flat().includes("AWSCURRENT")) continue;
      const { SecretString } = await this.account.secretsManager.send(new GetSecretValueCommand({ SecretId: Name }));
      found[`entry ${Name}`] = fingerprint(SecretString ?? "");
    }
    return found;
  }

  /** Secrets that the operator made, key by key. */
  private async secrets(): Promise<Fingerprints> {
    const { items } = await this.cluster.core.listSecretForAllNamespaces({
      labelSelector: "reconcile.external-secrets.io/managed=true",
    });
    const values = items.flatMap(({ metadata, data = {} }) =>
      Object.entries(data).map(([key, value]) => [
        `Secret ${metadata?.namespace}/${metadata?.name} ${key}`,
        fingerprint(value),
      ]),
    );
    return Object.fromEntries(values) as Fingerprints;
  }

  /** Leaves it for the next test that wants one, which is for a test that has not broken it. */
  leave(): void {
    leaveOnStage(this);
  }

  takeDown(): Promise<void> {
    return takeDown(this.stage, "dev");
  }
}

function fingerprint(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
