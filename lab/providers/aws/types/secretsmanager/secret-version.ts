import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { sameSet } from "../../../core/diff";
import type { Problem } from "../../../core/resource-type";
import { type Properties, textOf, textsOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { splitId } from "../../split-id";

const form = "secret-arn|version-id";
const current = "AWSCURRENT";
const previous = "AWSPREVIOUS";

/**
 * One version of an entry's value. Its id is `secret|version`: what a rotation puts is another version, which this one does
 * not follow. A version never changes, only its stages do.
 */
export const resource = awsType({
  module: "secretsmanager/secretVersion",
  supports: { secretBinary: true, secretId: true, secretString: true, versionStages: true },
  computed: ["versionStages"],
  replaceOn: ["secretBinary", "secretId", "secretString"],
  same: { versionStages: sameSet },
  check: valueProblems,

  create: async (inputs, context) => {
    const SecretId = textOf(inputs["secretId"]);
    const binary = textOf(inputs["secretBinary"]);
    const { VersionId } = await context.client(SecretsManagerClient).send(
      new PutSecretValueCommand({
        SecretId,
        SecretString: textOf(inputs["secretString"]),
        SecretBinary: binary === undefined ? undefined : Buffer.from(binary, "base64"),
        VersionStages: inputs["versionStages"] === undefined ? undefined : textsOf(inputs["versionStages"]),
      }),
    );
    return `${SecretId}|${VersionId}`;
  },

  read: async (id, context) => {
    const [SecretId, VersionId] = splitId(id, "|", form);
    const client = context.client(SecretsManagerClient);
    const found = await unlessGone(client.send(new GetSecretValueCommand({ SecretId, VersionId })));
    return (
      found && {
        arn: found.ARN,
        secretArn: found.ARN,
        secretBinary: found.SecretBinary && Buffer.from(found.SecretBinary).toString("base64"),
        secretId: SecretId,
        secretString: found.SecretString,
        versionId: found.VersionId,
        versionStages: found.VersionStages,
      }
    );
  },

  update: async (id, { state, inputs, changed }, context) => {
    if (!changed.has("versionStages")) return;
    const [has, wanted] = [textsOf(state["versionStages"]), textsOf(inputs["versionStages"])];
    const client = context.client(SecretsManagerClient);
    const [SecretId, VersionId] = splitId(id, "|", form);
    const coming = wanted.filter((stage) => !has.includes(stage));
    for (const VersionStage of coming) {
      const RemoveFromVersionId = VersionStage === current ? await currentVersion(client, SecretId) : undefined;
      const move = { SecretId, VersionStage, MoveToVersionId: VersionId, RemoveFromVersionId };
      await client.send(new UpdateSecretVersionStageCommand(move));
    }
    // AWSPREVIOUS went to another version with AWSCURRENT's coming.
    const leaving = has.filter((stage) => !wanted.includes(stage));
    await removeStages(client, id, coming.includes(current) ? leaving.filter((stage) => stage !== previous) : leaving);
  },

  delete: async (id, state, context) => {
    await unlessGone(removeStages(context.client(SecretsManagerClient), id, textsOf(state["versionStages"])));
  },
});

function valueProblems({ secretString, secretBinary }: Properties): Problem[] {
  return secretString !== undefined && secretBinary !== undefined
    ? [{ property: "secretBinary", reason: "give secretString or secretBinary, not both" }]
    : [];
}

/** AWSCURRENT can only move to another version, so the version in force outlives its resource. */
async function removeStages(client: SecretsManagerClient, id: string, stages: string[]): Promise<void> {
  const [SecretId, RemoveFromVersionId] = splitId(id, "|", form);
  for (const VersionStage of stages.filter((stage) => stage !== current)) {
    await client.send(new UpdateSecretVersionStageCommand({ SecretId, RemoveFromVersionId, VersionStage }));
  }
}

async function currentVersion(client: SecretsManagerClient, SecretId: string): Promise<string | undefined> {
  const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
  return Versions?.find(({ VersionStages }) => VersionStages?.includes(current))?.VersionId;
}
