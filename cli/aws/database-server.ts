import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ModifyDBClusterCommand,
  ModifyDBInstanceCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { UserError } from "../user-error";
import { clientOptions } from "./client-options";
import { awsFailure, isRefusal } from "./failure";

/** What RDS says of a server, as far as it is looked at. */
interface Description {
  user?: string;
  status?: string;
  /** RDS owns the master password. */
  isManaged: boolean;
  /** A new password waits to be applied. */
  isPending: boolean;
}

/** An instance or a cluster of RDS, of which the master password is set. */
export class DatabaseServer {
  private readonly client: RDSClient;

  /**
   * @param region For example `"eu-west-1"`.
   * @param identifier For example `"api-prod"`.
   * @param isCluster Aurora and Multi-AZ clusters have their password at the cluster.
   */
  constructor(
    region: string,
    readonly identifier: string,
    private readonly isCluster: boolean,
  ) {
    this.client = new RDSClient(clientOptions(region));
  }

  /**
   * Refuses a server whose master password is not that of a user.
   *
   * @param user The user that the entry names.
   * @throws UserError with what to do instead.
   */
  async check(user: unknown): Promise<void> {
    const { user: master, isManaged } = await this.describe();
    if (isManaged) {
      throw new UserError(
        `RDS owns the master password of ${this.identifier}. Nothing was changed.\nFix: declare the group with mode rds-managed, and respond to that.`,
      );
    }
    if (master === user) return;
    throw new UserError(
      `The master user of ${this.identifier} is ${master ?? "unknown"}, not the user of this entry. Nothing was changed.\n` +
        "Fix: ALTER that user's password as the master user, then strongroom rotate; or declare mode database, which AWS rotates.",
    );
  }

  /** Whether the server works and waits for no password. */
  async isApplied(): Promise<boolean> {
    const { status, isPending } = await this.describe();
    return status === "available" && !isPending;
  }

  /**
   * Sets the master password at once. The same one again does no harm.
   *
   * @throws UserError when RDS refuses, or does not answer. It does not show the password.
   */
  async setPassword(password: string): Promise<void> {
    const change = { MasterUserPassword: password, ApplyImmediately: true };
    const call = this.isCluster ? "ModifyDBCluster" : "ModifyDBInstance";
    try {
      if (this.isCluster) {
        await this.client.send(new ModifyDBClusterCommand({ DBClusterIdentifier: this.identifier, ...change }));
      } else await this.client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: this.identifier, ...change }));
    } catch (error) {
      const state = isRefusal(error)
        ? "The old password is valid still; the new one is stored as a pending version."
        : "Whether the old password is valid still is not known; the new one is stored as a pending version.";
      throw awsFailure(error, `setting the master password of ${this.identifier} (rds:${call})`, state);
    }
  }

  private async describe(): Promise<Description> {
    const call = this.isCluster ? "DescribeDBClusters" : "DescribeDBInstances";
    try {
      const server = this.isCluster
        ? (await this.client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: this.identifier })))
            .DBClusters?.[0]
        : (await this.client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: this.identifier })))
            .DBInstances?.[0];
      if (server === undefined) return { isManaged: false, isPending: false };
      const status =
        "DBInstanceStatus" in server ? server.DBInstanceStatus : "Status" in server ? server.Status : undefined;
      return {
        ...(server.MasterUsername !== undefined && { user: server.MasterUsername }),
        ...(status !== undefined && { status }),
        isManaged: server.MasterUserSecret !== undefined,
        isPending: server.PendingModifiedValues?.MasterUserPassword !== undefined,
      };
    } catch (error) {
      throw awsFailure(error, `looking at ${this.identifier} (rds:${call})`, "Nothing was changed by that.");
    }
  }

  close(): void {
    this.client.destroy();
  }
}
