import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { nameInArn } from "../../components/model/entry-spellings";
import { LabError } from "../lab-error";
import type { AccountClient } from "./account";
import type { ManagedServer } from "./environments";

/** RDS's own names of engines: of an instance, and of a cluster. The emulator's RDS has no others. */
const products: Readonly<Partial<Record<ManagedServer["engine"], { instance: string; cluster?: string }>>> = {
  postgres: { instance: "postgres", cluster: "aurora-postgresql" },
  mysql: { instance: "mysql", cluster: "aurora-mysql" },
  mariadb: { instance: "mariadb" },
  oracle: { instance: "oracle-ee" },
  sqlserver: { instance: "sqlserver-ex" },
};

/**
 * A server that exists before Strongroom and whose master password RDS owns (`manageMasterUserPassword`): RDS makes the entry, and
 * chooses its name. One that exists stays as it is.
 *
 * @returns ARN of its entry.
 * @throws LabError when the emulator has no such engine, or the server's password is not RDS's.
 */
export async function ensureManagedServer(account: AccountClient, server: ManagedServer): Promise<string> {
  const { engine, kind, host, entryArn } = server;
  const isCluster = kind === "cluster";
  const product = products[engine]?.[isCluster ? "cluster" : "instance"];
  if (product === undefined) {
    throw new LabError(
      `The lab has no RDS ${isCluster ? "cluster" : "instance"} of ${engine}, which ${entryArn} needs.`,
    );
  }
  // An identifier holds no "!": without one declared, RDS's own name of the entry gives one.
  const identifier = server.instanceIdentifier ?? nameInArn(entryArn).replace("rds!", "");
  const common = {
    Engine: product,
    MasterUsername: engine === "postgres" ? "postgres" : "admin",
    ManageMasterUserPassword: true,
    // The emulator's databases are found by these names, as by a CNAME record: lab/emulator/gaps/rds_master_passwords.py.
    Tags: [{ Key: "lab:hosts", Value: host }],
  };
  const rds = new RDSClient(account);
  try {
    const arn = await (isCluster ? clusterEntry : instanceEntry)(rds, identifier, common);
    if (arn !== undefined) return arn;
    throw new LabError(`${identifier} is there, and RDS does not own its password.\nFix: npm run lab -- down --wipe`);
  } finally {
    rds.destroy();
  }
}

type Common = { Engine: string; MasterUsername: string; Tags: { Key: string; Value: string }[] };

async function instanceEntry(rds: RDSClient, identifier: string, common: Common): Promise<string | undefined> {
  const wanted = { ...common, DBInstanceIdentifier: identifier, DBInstanceClass: "db.t4g.micro", AllocatedStorage: 20 };
  const found = async () => {
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
    return DBInstances?.[0]?.MasterUserSecret?.SecretArn;
  };
  return unlessFound(found, () => rds.send(new CreateDBInstanceCommand(wanted)));
}

async function clusterEntry(rds: RDSClient, identifier: string, common: Common): Promise<string | undefined> {
  const wanted = { ...common, DBClusterIdentifier: identifier };
  const found = async () => {
    const { DBClusters } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: identifier }));
    return DBClusters?.[0]?.MasterUserSecret?.SecretArn;
  };
  return unlessFound(found, () => rds.send(new CreateDBClusterCommand(wanted)));
}

/** The emulator takes a second cluster of a name, so it is looked for first. */
async function unlessFound<T>(find: () => Promise<T>, make: () => Promise<unknown>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!/NotFound/.test((error as Error).name)) throw error;
    await make();
    return find();
  }
}
