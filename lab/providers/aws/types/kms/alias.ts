import {
  CreateAliasCommand,
  DeleteAliasCommand,
  KMSClient,
  ListAliasesCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import type { Problem } from "../../../core/resource-type";
import { type Properties, textOf, type Value } from "../../../core/values";
import { awsType } from "../../aws-type";
import type { AwsContext } from "../../context";
import { unlessGone } from "../../gone";

/** A key's other name. Its id is that name, `alias/...`. */
export const resource = awsType({
  module: "kms/alias",
  supports: { name: true, targetKeyId: true },
  replaceOn: ["name"],
  same: { targetKeyId: (one, other) => keyOf(one) === keyOf(other) },
  check: nameProblems,

  create: async (inputs, context) => {
    await context.client(KMSClient).send(new CreateAliasCommand(request(inputs)));
    return textOf(inputs["name"])!;
  },
  read: async (id, context) => {
    const found = await findAlias(id, context);
    if (!found) return undefined;
    const { AliasArn: arn, TargetKeyId: targetKeyId } = found;
    return { arn, name: id, targetKeyId, targetKeyArn: arn!.replace(/alias\/.*$/, `key/${targetKeyId}`) };
  },
  update: async (_id, { inputs }, context) => {
    await context.client(KMSClient).send(new UpdateAliasCommand(request(inputs)));
  },
  delete: async (id, _state, context) => {
    await unlessGone(context.client(KMSClient).send(new DeleteAliasCommand({ AliasName: id })));
  },
});

function request({ name, targetKeyId }: Properties) {
  return { AliasName: textOf(name), TargetKeyId: textOf(targetKeyId) };
}

/** KMS has no call for one alias. */
async function findAlias(name: string, context: AwsContext) {
  let Marker: string | undefined;
  do {
    const page = await context.client(KMSClient).send(new ListAliasesCommand({ Marker }));
    const found = page.Aliases?.find(({ AliasName }) => AliasName === name);
    if (found) return found;
    Marker = page.NextMarker;
  } while (Marker);
  return undefined;
}

/** A key is named by its id or by its ARN, which ends in it. */
function keyOf(id: Value): string | undefined {
  return textOf(id)?.split("/").pop();
}

function nameProblems({ name }: Properties): Problem[] {
  if (name === undefined) {
    return [{ property: "name", reason: 'the lab makes up no alias: give name, such as "alias/secrets"' }];
  }
  const wrong = typeof name === "string" && !/^alias\/(?!aws\/)[\w/-]+$/.test(name);
  return wrong ? [{ property: "name", reason: "name must begin with alias/, but not with alias/aws/" }] : [];
}
