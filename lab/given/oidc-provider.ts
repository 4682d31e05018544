import { CreateOpenIDConnectProviderCommand, IAMClient } from "@aws-sdk/client-iam";
import { type AccountClient, unlessExists } from "./account";

/**
 * The IAM OIDC provider of the cluster, which whoever made the cluster made with it: without it, IAM believes no service
 * account.
 *
 * @param issuer The API server's issuer, an https URL.
 */
export async function ensureOidcProvider(account: AccountClient, issuer: string): Promise<void> {
  const iam = new IAMClient(account);
  const making = iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: issuer,
      ClientIDList: ["sts.amazonaws.com"],
      // IAM asks for one and ignores it.
      ThumbprintList: ["0".repeat(40)],
    }),
  );
  await unlessExists(making, ["EntityAlreadyExistsException", "EntityAlreadyExists"]);
  iam.destroy();
}
