import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ModifyDBClusterCommand,
  ModifyDBInstanceCommand,
  RDSClient,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
} from "@aws-sdk/client-rds";
import { UserError } from "../user-error";
import { clientOptions } from "./client-options";
import { awsFailure, isRefusal } from "./failure";

/** What RDS says of a server, as far as it is looked at. */
export interface ServerDescription {
  /** The master user. */
  user?: string;
  /** For example `"available"`. */
  status?: string;
  /** The entry of the master password, where RDS owns that. */
  managed?: { entry?: string; status?: string };
  /** A new password waits to be applied. */
  isPending: boolean;
  /** The cluster that an instance is a member of. */
  cluster?: string;
}

/** The parts of an instance and of a cluster that are alike. */
interface Answer {
  MasterUsername?: string | undefined;
  MasterUserSecret?: { SecretArn?: string | undefined; SecretStatus?: string | undefined } | undefined;
  PendingModifiedValues?: { MasterUserPassword?: string | undefined } | undefined;
  DBInstanceStatus?: string | undefined;
  Status?: string | undefined;
  DBClusterIdentifier?: string | undefined;
}

const untouched = "Nothing was changed.";

/** An instance or a cluster of RDS, of which the master password is set. */
export class DatabaseServer {
  private constructor(
    private readonly client: RDSClient,
    /** For example `"api-prod"`. */
    readonly identifier: string,
    /** Aurora and Multi-AZ clusters have their password at the cluster. */
    readonly isCluster: boolean,
  ) {}

  /**
   * Finds a server by its name. The password of a member of a cluster is the cluster's: then it is that.
   *
   * @param region For example `"eu-west-1"`.
   * @throws UserError when there is none of this name, AWS refuses, or does not answer.
   */
  static async named(region: string, identifier: string, isCluster: boolean): Promise<DatabaseServer> {
    const client = new RDSClient(clientOptions(region));
    try {
      const server = new DatabaseServer(client, identifier, isCluster);
      const { cluster } = await server.describe();
      return isCluster || cluster === undefined ? server : new DatabaseServer(client, cluster, true);
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  /**
   * Finds the server for whose master password RDS keeps an entry, among all of a region.
   *
   * @param entryArn The ARN of the entry.
   * @returns Nothing where there is none.
   * @throws UserError when AWS refuses, or does not answer.
   */
  static async ofEntry(region: string, entryArn: string): Promise<DatabaseServer | undefined> {
    const client = new RDSClient(clientOptions(region));
    const isIts = ({ MasterUserSecret }: Answer): boolean => MasterUserSecret?.SecretArn === entryArn;
    try {
      for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client }, {})) {
        const { DBInstanceIdentifier: name } = DBInstances.find(isIts) ?? {};
        if (name !== undefined) return new DatabaseServer(client, name, false);
      }
      for await (const { DBClusters = [] } of paginateDescribeDBClusters({ client }, {})) {
        const { DBClusterIdentifier: name } = DBClusters.find(isIts) ?? {};
        if (name !== undefined) return new DatabaseServer(client, name, true);
      }
    } catch (error) {
      client.destroy();
      const calls = "rds:DescribeDBInstances, rds:DescribeDBClusters";
      throw awsFailure(error, `looking for the server of ${entryArn} (${calls})`, untouched);
    }
    client.destroy();
    return undefined;
  }

  /** Whether the server works, waits for no password, and RDS rotates none. */
  async isApplied(): Promise<boolean> {
    const { status, isPending, managed } = await this.describe();
    return status === "available" && !isPending && managed?.status !== "rotating";
  }

  /** Whether RDS makes a new password at the moment. */
  async isRotating(): Promise<boolean> {
    return (await this.describe()).managed?.status === "rotating";
  }

  /**
   * Sets the master password at once. The same one again does no harm.
   *
   * @throws UserError when RDS refuses, or does not answer. It does not show the password.
   */
  async setPassword(password: string): Promise<void> {
    const doing = `setting the master password of ${this.identifier}`;
    await this.change({ MasterUserPassword: password }, doing, "; the new one is stored as a pending version");
  }

  /**
   * Has RDS make a new master password, store it in the entry that it keeps, and apply it.
   *
   * @throws UserError when RDS refuses, or does not answer.
   */
  async rotatePassword(): Promise<void> {
    const doing = `having RDS rotate the master password of ${this.identifier}`;
    await this.change({ RotateMasterUserPassword: true }, doing, "");
  }

  /**
   * What to type for this server.
   *
   * @param verb For example `"modify"`: `"aws rds modify-db-instance --db-instance-identifier api-prod"`.
   */
  command(verb: "start" | "modify"): string {
    const kind = this.isCluster ? "cluster" : "instance";
    return `aws rds ${verb}-db-${kind} --db-${kind}-identifier ${this.identifier}`;
  }

  close(): void {
    this.client.destroy();
  }

  private async change(
    what: { MasterUserPassword: string } | { RotateMasterUserPassword: true },
    doing: string,
    stored: string,
  ): Promise<void> {
    const change = { ...what, ApplyImmediately: true };
    const call = this.isCluster ? "ModifyDBCluster" : "ModifyDBInstance";
    try {
      if (this.isCluster) {
        await this.client.send(new ModifyDBClusterCommand({ DBClusterIdentifier: this.identifier, ...change }));
      } else await this.client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: this.identifier, ...change }));
    } catch (error) {
      const state = isRefusal(error)
        ? "The old password is valid still"
        : "Whether the old password is valid still is not known";
      throw awsFailure(error, `${doing} (rds:${call})`, `${state}${stored}.`);
    }
  }

  /**
   * Looks at it.
   *
   * @throws UserError when there is none of this name, AWS refuses, or does not answer.
   */
  async describe(): Promise<ServerDescription> {
    const call = this.isCluster ? "DescribeDBClusters" : "DescribeDBInstances";
    try {
      const server: Answer | undefined = this.isCluster
        ? (await this.client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: this.identifier })))
            .DBClusters?.[0]
        : (await this.client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: this.identifier })))
            .DBInstances?.[0];
      if (server !== undefined) return described(server);
    } catch (error) {
      if (!/^DB(Instance|Cluster)NotFound/.test((error as Error).name)) {
        throw awsFailure(error, `looking at ${this.identifier} (rds:${call})`, "Nothing was changed by that.");
      }
    }
    throw new UserError(
      `RDS has no ${this.isCluster ? "cluster" : "instance"} ${this.identifier} in this region. ${untouched}\n` +
        "Fix: correct instanceIdentifier of the group, or its kind.",
    );
  }
}

function described(server: Answer): ServerDescription {
  const { MasterUsername: user, MasterUserSecret: managed, DBClusterIdentifier: cluster } = server;
  const status = server.DBInstanceStatus ?? server.Status;
  return {
    ...(user !== undefined && { user }),
    ...(status !== undefined && { status }),
    ...(managed && {
      managed: {
        ...(managed.SecretArn !== undefined && { entry: managed.SecretArn }),
        ...(managed.SecretStatus !== undefined && { status: managed.SecretStatus }),
      },
    }),
    isPending: server.PendingModifiedValues?.MasterUserPassword !== undefined,
    ...(cluster !== undefined && { cluster }),
  };
}
