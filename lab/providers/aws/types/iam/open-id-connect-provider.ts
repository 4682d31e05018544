import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { sameSet } from "../../../core/diff";
import { textOf, textsOf, type Value } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { tagList, tagMap } from "../../tags";

/** An OIDC provider of IAM: one an issuer. IAM shows its URL without the scheme. Its id is its ARN. */
export const resource = awsType({
  module: "iam/openIdConnectProvider",
  supports: { clientIdLists: true, thumbprintLists: true, url: true },
  computed: ["thumbprintLists"],
  replaceOn: ["url"],
  same: { clientIdLists: sameSet, url: (one, other) => withoutScheme(one) === withoutScheme(other) },

  create: async (inputs, { iam }) => {
    const { OpenIDConnectProviderArn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({
        Url: textOf(inputs["url"]),
        ClientIDList: textsOf(inputs["clientIdLists"]),
        ThumbprintList: inputs["thumbprintLists"] === undefined ? undefined : textsOf(inputs["thumbprintLists"]),
        Tags: tagList(inputs["tagsAll"]),
      }),
    );
    return OpenIDConnectProviderArn!;
  },

  read: async (id, { iam }) => {
    const request = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id });
    const found = await unlessGone(iam.send(request));
    return (
      found && {
        arn: id,
        clientIdLists: found.ClientIDList,
        tagsAll: tagMap(found.Tags),
        thumbprintLists: found.ThumbprintList,
        url: found.Url,
      }
    );
  },

  update: async (id, { state, inputs, changed }, { iam }) => {
    const provider = { OpenIDConnectProviderArn: id };
    if (changed.has("clientIdLists")) {
      const [current, wanted] = [textsOf(state["clientIdLists"]), textsOf(inputs["clientIdLists"])];
      for (const ClientID of wanted.filter((client) => !current.includes(client))) {
        await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...provider, ClientID }));
      }
      for (const ClientID of current.filter((client) => !wanted.includes(client))) {
        await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...provider, ClientID }));
      }
    }
    const ThumbprintList = textsOf(inputs["thumbprintLists"]);
    if (changed.has("thumbprintLists") && ThumbprintList.length > 0) {
      await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...provider, ThumbprintList }));
    }
  },

  tag: async (id, { set, remove }, { iam }) => {
    const provider = { OpenIDConnectProviderArn: id };
    const Tags = tagList(set);
    if (Tags.length > 0) await iam.send(new TagOpenIDConnectProviderCommand({ ...provider, Tags }));
    if (remove.length > 0) await iam.send(new UntagOpenIDConnectProviderCommand({ ...provider, TagKeys: remove }));
  },

  delete: async (id, _state, { iam }) => {
    await unlessGone(iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id })));
  },
});

function withoutScheme(url: Value): string | undefined {
  return textOf(url)?.replace(/^https:\/\//, "");
}
