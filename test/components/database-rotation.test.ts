import assert from "node:assert/strict";
import { DatabaseRotation, type DatabaseRotationArgs } from "../../components/database-rotation";
import { databaseRotations } from "../../components/model/database-rotation";
import type { Environment } from "../../components/model/environment";
import type { Service } from "../../components/model/service";
import { record, sample } from "./mocks";

const stack = "aws:serverlessrepository/cloudFormationStack:CloudFormationStack";
const environment = { name: "prod", account: sample.account, region: sample.region };
const superuserSecretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";
const network = {
  subnetIds: ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"],
  securityGroupIds: ["sg-0a1b2c3d4e5f60718"],
};
const single: DatabaseRotationArgs = { environment, engine: "postgres", strategy: "single-user", network };
const alternating: DatabaseRotationArgs = {
  environment,
  engine: "mysql",
  strategy: "alternating-users",
  superuserSecretArn,
  network,
};
const declare = (args: DatabaseRotationArgs) => record(() => new DatabaseRotation("rotate", args));

describe("DatabaseRotation", () => {
  it("deploys AWS's function at a pinned version, into the network, under the name that its ARN has", async () => {
    const recorder = await declare(single);
    assert.equal(
      recorder.value.functionArn,
      "arn:aws:lambda:eu-west-1:123456789012:function:strongroom-prod-postgres-single",
    );
    const deployed = recorder.resource(stack, "rotate");
    assert.deepEqual(deployed.inputs, {
      name: "strongroom-prod-postgres-single",
      applicationId:
        "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser",
      semanticVersion: "1.1.671",
      capabilities: ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"],
      parameters: {
        functionName: "strongroom-prod-postgres-single",
        endpoint: "https://secretsmanager.eu-west-1.amazonaws.com",
        vpcSubnetIds: "subnet-0a1b2c3d4e5f60718,subnet-0a1b2c3d4e5f60719",
        vpcSecurityGroupIds: "sg-0a1b2c3d4e5f60718",
      },
      tags: { environment: "prod" },
    });
    assert.equal(recorder.parentOf(deployed)?.type, "strongroom:index:DatabaseRotation");
  });

  it("tells the template of the superuser's entry and of customer keys", async () => {
    const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/a";
    const superuserKmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/b";
    const recorder = await declare({ ...alternating, kmsKeyArn, superuserKmsKeyArn });
    const { parameters } = recorder.resource(stack).inputs as { parameters: Record<string, string> };
    const { masterSecretArn, kmsKeyArn: key, masterSecretKmsKeyArn } = parameters;
    assert.deepEqual(
      [masterSecretArn, key, masterSecretKmsKeyArn],
      [superuserSecretArn, kmsKeyArn, superuserKmsKeyArn],
    );
  });

  it("calls Secrets Manager of China by its own name", async () => {
    const recorder = await declare({ ...single, environment: { ...environment, region: "cn-north-1" } });
    const { applicationId, parameters } = recorder.resource(stack).inputs as {
      applicationId: string;
      parameters: Record<string, string>;
    };
    assert.equal(parameters["endpoint"], "https://secretsmanager.cn-north-1.amazonaws.com.cn");
    assert.match(applicationId, /^arn:aws-cn:serverlessrepo:cn-north-1:193023089310:applications\//);
  });

  it("refuses what cannot rotate, with everything that is wanted, before anything is registered", async () => {
    const { superuserSecretArn: _, ...without } = alternating;
    await assert.rejects(declare({ ...without, network: { subnetIds: [], securityGroupIds: ["default"] } }), {
      message: [
        'DatabaseRotation "rotate" cannot be created:',
        "  superuserSecretArn: is missing; alternating users are made by a superuser: give the ARN of its entry",
        '  network.subnetIds: wanted a list such as ["subnet-0a1b2c3d4e5f60718"]',
        '  network.securityGroupIds: wanted a list such as ["sg-0a1b2c3d4e5f60718"]',
      ].join("\n"),
    });
    await assert.rejects(declare({ ...single, superuserSecretArn }), {
      message:
        'DatabaseRotation "rotate" cannot be created:\n  superuserSecretArn: belongs to strategy "alternating-users": leave it out',
    });
  });
});

describe("the functions that an environment deploys", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/a";
  const own = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/shop/master-AbCdEf";
  const services = (superuser: string) =>
    [
      {
        groups: Object.fromEntries(
          ["one", "two"].map((name) => [
            name,
            {
              database: { engine: "postgres", host: "db", name },
              rotation: { mode: "database", superuserSecretArn: superuser },
            },
          ]),
        ),
      },
    ] as unknown as Service[];
  const found = (superuser: string, secrets: object = { kmsKeyArn }) =>
    databaseRotations({ ...environment, network, secrets } as unknown as Environment, services(superuser));

  it("are one for entries that share it, with the environment's network and key", () => {
    const functions = found(superuserSecretArn);
    assert.equal(functions.length, 1);
    const [name, args] = functions[0]!;
    assert.match(name, /^rotate-postgres-alternating-[0-9a-f]{8}$/);
    assert.deepEqual(args.network, network);
    assert.deepEqual([args.kmsKeyArn, args.superuserKmsKeyArn], [kmsKeyArn, undefined]);
  });

  it("know the key of a superuser's entry that is the environment's own", () => {
    assert.equal(found(own)[0]![1].superuserKmsKeyArn, kmsKeyArn);
    assert.deepEqual(Object.keys(found(own, {})[0]![1]).includes("kmsKeyArn"), false);
  });
});
