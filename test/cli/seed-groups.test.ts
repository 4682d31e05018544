import assert from "node:assert/strict";
import { seedService } from "../../cli/seed/groups";
import type { Rotation, SecretGroup, Service } from "../../components/model/service";

const superuserSecretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";

const service = (group: SecretGroup): Service => ({
  name: "shop",
  namespace: "shop",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/shop",
  workloads: [{ kind: "Deployment", name: "shop" }],
  groups: { it: group },
});

describe("what a person seeds", () => {
  const database = { engine: "documentdb", host: "db.example.com", name: "shop" } as const;
  const seeded = (rotation: Rotation, environment = "prod") => {
    const { asked, composed, startsRotation } = seedService(service({ database, rotation }), environment).groups[0]!;
    return { asked, composed, startsRotation };
  };
  const address = { engine: "mongo", host: "db.example.com", port: 27017, dbname: "shop" };

  it("is user and password of a database; address, TLS and superuser come from the declaration", () => {
    assert.deepEqual(seeded({ mode: "database", superuserSecretArn }), {
      asked: ["username", "password"],
      composed: { ...address, ssl: true, masterarn: superuserSecretArn },
      startsRotation: true,
    });
  });

  it("has no superuser where one user rotates itself", () => {
    const { composed } = seeded({ mode: "database", superuserSecretArn }, "dev");
    assert.deepEqual(composed, { ...address, ssl: true });
  });

  it("has no TLS to ask a function for where people rotate", () => {
    const { composed, startsRotation } = seeded({ mode: "manual", intervalDays: 30 });
    assert.deepEqual({ composed, startsRotation }, { composed: address, startsRotation: false });
  });

  it("is nothing where RDS owns the entry", () => {
    const { groups, others } = seedService(
      service({ database, rotation: { mode: "rds-managed", secretArn: superuserSecretArn } }),
      "prod",
    );
    assert.deepEqual({ groups, others }, { groups: [], others: { it: "RDS puts its value" } });
  });

  it("is every key that a partner's rotation reads", () => {
    const rotation = { mode: "managed-external", roleArn: "arn:aws:iam::123456789012:role/rotate" } as const;
    const [group] = seedService(service({ partner: { name: "snowflake" }, rotation }), "prod").groups;
    assert.deepEqual(group!.asked, ["account", "user", "privateKey", "publicKey"]);
    assert.deepEqual([group!.composed, group!.startsRotation], [{}, true]);
  });
});
