import {
  CreateDBClusterCommand,
  type CreateDBClusterCommandInput,
  CreateDBInstanceCommand,
  type CreateDBInstanceCommandInput,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { clientSettings } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";

/** The master user of a server, and the names that it is found by. */
type Master = Pick<
  CreateDBInstanceCommandInput & CreateDBClusterCommandInput,
  "MasterUsername" | "MasterUserPassword" | "ManageMasterUserPassword"
> & { host: string };

/** Servers of RDS that a test makes, and takes away again. */
export class DatabaseServers {
  private readonly made: (() => Promise<unknown>)[] = [];

  private constructor(private readonly rds: RDSClient) {}

  /** @param account Twelve digits: whose servers they are. */
  static async open(stage: Stage, account: string): Promise<DatabaseServers> {
    return new DatabaseServers(new RDSClient(await clientSettings(stage, account)));
  }

  /** @returns ARN of the entry that RDS keeps, where it owns the password. */
  async makeInstance(name: string, { host, ...master }: Master): Promise<string | undefined> {
    const { DBInstance } = await this.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: name,
        DBInstanceClass: "db.t4g.micro",
        AllocatedStorage: 20,
        Engine: "postgres",
        Tags: [{ Key: "lab:hosts", Value: host }],
        ...master,
      }),
    );
    const end = { DBInstanceIdentifier: name, SkipFinalSnapshot: true };
    this.made.push(() => this.rds.send(new DeleteDBInstanceCommand(end)));
    return DBInstance?.MasterUserSecret?.SecretArn;
  }

  /** @returns ARN of the entry that RDS keeps, where it owns the password. */
  async makeCluster(name: string, { host, ...master }: Master): Promise<string | undefined> {
    const { DBCluster } = await this.rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: name,
        Engine: "aurora-postgresql",
        Tags: [{ Key: "lab:hosts", Value: host }],
        ...master,
      }),
    );
    const end = { DBClusterIdentifier: name, SkipFinalSnapshot: true };
    this.made.push(() => this.rds.send(new DeleteDBClusterCommand(end)));
    return DBCluster?.MasterUserSecret?.SecretArn;
  }

  /** Deletes all that were made. */
  async remove(): Promise<void> {
    for (const end of this.made) await end();
    this.rds.destroy();
  }
}
