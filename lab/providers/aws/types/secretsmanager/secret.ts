import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { isDeepStrictEqual } from "node:util";
import { ProviderError } from "../../../core/errors";
import type { Change, Problem } from "../../../core/resource-type";
import { isKnown, numberOf, type Properties, textOf, type Value } from "../../../core/values";
import { awsType } from "../../aws-type";
import { describeSecret } from "../../describe-secret";
import { unlessGone } from "../../gone";
import { compactPolicy, policyProblems, samePolicy } from "../../policy";
import { tagList, tagMap } from "../../tags";

/** An entry of Secrets Manager, without a value. Its id is its ARN. */
export const resource = awsType({
  module: "secretsmanager/secret",
  supports: {
    description: true,
    forceOverwriteReplicaSecret: true,
    kmsKeyId: true,
    name: true,
    policy: true,
    recoveryWindowInDays: true,
    replicas: ["region", "kmsKeyId"],
  },
  defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
  computed: ["policy", "replicas"],
  replaceOn: ["name"],
  retained: ["forceOverwriteReplicaSecret", "recoveryWindowInDays"],
  same: { policy: samePolicy, replicas: sameReplicas },
  autoname: { property: "name", longest: 512 },
  check: (inputs) => [...policyProblems("policy")(inputs), ...windowProblems(inputs)],

  create: async (inputs, context) => {
    const { ARN } = await context.client(SecretsManagerClient).send(
      new CreateSecretCommand({
        Name: textOf(inputs["name"]),
        Description: textOf(inputs["description"]) ?? "",
        KmsKeyId: textOf(inputs["kmsKeyId"]),
        AddReplicaRegions: replicaRequests(inputs["replicas"]),
        ForceOverwriteReplicaSecret: inputs["forceOverwriteReplicaSecret"] === true,
        Tags: tagList(inputs["tagsAll"]),
      }),
    );
    return ARN!;
  },
  complete: async (id, { policy }, context) => {
    if (hasPolicy(policy)) await putPolicy(context.client(SecretsManagerClient), id, policy);
  },

  read: async (id, context) => {
    const client = context.client(SecretsManagerClient);
    const secret = await describeSecret(client, id);
    if (!secret) return undefined;
    const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId: id }));
    return {
      arn: secret.ARN,
      description: secret.Description,
      kmsKeyId: secret.KmsKeyId,
      name: secret.Name,
      policy: ResourcePolicy ?? "",
      replicas: secret.ReplicationStatus?.map((replica) => ({
        kmsKeyId: replica.KmsKeyId,
        region: replica.Region,
        status: replica.Status,
        statusMessage: replica.StatusMessage,
      })),
      tagsAll: tagMap(secret.Tags),
    };
  },

  update: async (id, change, context) => {
    const { inputs, changed } = change;
    const client = context.client(SecretsManagerClient);
    if (changed.has("kmsKeyId") && inputs["kmsKeyId"] === undefined) {
      throw new ProviderError(
        "kmsKeyId cannot be taken away: the vendor's provider leaves the entry under its key; give another key, alias/aws/secretsmanager for the account's own",
      );
    }
    if (changed.has("replicas")) await changeReplicas(client, id, change);
    if (changed.has("description") || changed.has("kmsKeyId")) {
      const Description = textOf(inputs["description"]) ?? "";
      await client.send(new UpdateSecretCommand({ SecretId: id, Description, KmsKeyId: textOf(inputs["kmsKeyId"]) }));
    }
    if (changed.has("policy")) {
      if (hasPolicy(inputs["policy"])) await putPolicy(client, id, inputs["policy"]);
      else await client.send(new DeleteResourcePolicyCommand({ SecretId: id }));
    }
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(SecretsManagerClient);
    // First away: together they may be more than the fifty that an entry can have.
    if (remove.length > 0) await client.send(new UntagResourceCommand({ SecretId: id, TagKeys: remove }));
    const Tags = tagList(set);
    if (Tags.length > 0) await client.send(new TagResourceCommand({ SecretId: id, Tags }));
  },

  delete: async (id, { recoveryWindowInDays, replicas }, context) => {
    const client = context.client(SecretsManagerClient);
    const RemoveReplicaRegions = regionsOf(replicas);
    if (RemoveReplicaRegions.length > 0) {
      await unlessGone(client.send(new RemoveRegionsFromReplicationCommand({ SecretId: id, RemoveReplicaRegions })));
    }
    const days = numberOf(recoveryWindowInDays) ?? 30;
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    await unlessGone(client.send(new DeleteSecretCommand({ SecretId: id, ...how })));
  },
});

function windowProblems({ recoveryWindowInDays: days }: Properties): Problem[] {
  const fits = typeof days !== "number" || days === 0 || (days >= 7 && days <= 30);
  return fits ? [] : [{ property: "recoveryWindowInDays", reason: "recoveryWindowInDays must be 0, or 7 to 30" }];
}

function hasPolicy(policy: Value): boolean {
  return typeof policy === "string" && policy !== "" && policy !== "{}";
}

async function putPolicy(client: SecretsManagerClient, id: string, policy: Value): Promise<void> {
  await client.send(new PutResourcePolicyCommand({ SecretId: id, ResourcePolicy: compactPolicy(policy) }));
}

async function changeReplicas(client: SecretsManagerClient, id: string, { state, inputs }: Change): Promise<void> {
  const current = replicaRequests(state["replicas"]);
  const wanted = replicaRequests(inputs["replicas"]);
  const fits = (one: Replica) => (other: Replica) => sameReplica(one, other);
  const leaving = current.filter((replica) => !wanted.some(fits(replica))).map(({ Region }) => Region!);
  const coming = wanted.filter((replica) => !current.some(fits(replica)));
  if (leaving.length > 0) {
    await client.send(new RemoveRegionsFromReplicationCommand({ SecretId: id, RemoveReplicaRegions: leaving }));
  }
  if (coming.length > 0) {
    const ForceOverwriteReplicaSecret = inputs["forceOverwriteReplicaSecret"] === true;
    const request = { SecretId: id, AddReplicaRegions: coming, ForceOverwriteReplicaSecret };
    await client.send(new ReplicateSecretToRegionsCommand(request));
  }
}

interface Replica {
  Region?: string;
  KmsKeyId?: string;
}

function replicaRequests(replicas: Value): Replica[] {
  const list = (Array.isArray(replicas) ? replicas : []) as Properties[];
  return list.map(({ region, kmsKeyId }) => ({ Region: textOf(region), KmsKeyId: textOf(kmsKeyId) }));
}

function regionsOf(replicas: Value): string[] {
  return replicaRequests(replicas).map(({ Region }) => Region!);
}

/** A replica without a key has the one that Secrets Manager chose. */
function sameReplica(one: Replica, other: Replica): boolean {
  const sameKey = one.KmsKeyId === undefined || other.KmsKeyId === undefined || one.KmsKeyId === other.KmsKeyId;
  return one.Region === other.Region && sameKey;
}

function sameReplicas(one: Value, other: Value): boolean {
  const [ones, others] = [replicaRequests(one), replicaRequests(other)];
  const byRegion = (replicas: Replica[]) => replicas.map(({ Region }) => Region).sort();
  return (
    isKnown(other) &&
    isDeepStrictEqual(byRegion(ones), byRegion(others)) &&
    ones.every((replica) => others.some((candidate) => sameReplica(replica, candidate)))
  );
}
