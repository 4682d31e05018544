import { IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { ProviderError } from "../core/errors";
import type { Configuration } from "./configuration";

/** What every client of a service is made with. */
export interface ClientSettings {
  region: string;
  maxAttempts: number;
  retryMode: "standard";
}

/** What the resources need to talk to AWS. */
export interface AwsContext {
  /** The region that resources are in unless they say another. */
  region: string;
  account: string;
  /** Who calls. */
  caller: { arn: string; userId: string };
  defaultTags: Record<string, string>;
  /** Settings for clients in the region that the context is for. */
  settings: ClientSettings;
  /** IAM knows no regions. */
  iam: IAMClient;
  /** The same context for another region; without one, for the provider's own. */
  at(region: string | undefined): AwsContext;
  /** A client that is made once a region. */
  client<Client>(make: new (settings: ClientSettings) => Client): Client;
}

/**
 * Opens AWS as the configuration says.
 *
 * @throws ProviderError where the endpoint is not an emulator's, or the account is not one that the program may touch.
 */
export async function openAws(configuration: Configuration): Promise<AwsContext> {
  refuseRealAws(process.env["AWS_ENDPOINT_URL"]);
  const { region, maxRetries, defaultTags } = configuration;
  // The SDK's standard mode tries again after throttling and server errors, with growing pauses of up to 20 seconds.
  const settings = { region, maxAttempts: maxRetries + 1, retryMode: "standard" as const };
  const { Account, Arn, UserId } = await new STSClient(settings).send(new GetCallerIdentityCommand());
  refuseAccount(Account!, configuration);

  const iam = new IAMClient(settings);
  const clients = new Map<unknown, unknown>();
  const contexts = new Map<string, AwsContext>();
  const at = (wanted = region): AwsContext => {
    const known = contexts.get(wanted);
    if (known) return known;
    const own = new Map(clients);
    const context: AwsContext = {
      region: wanted,
      account: Account!,
      caller: { arn: Arn!, userId: UserId! },
      defaultTags,
      settings: { ...settings, region: wanted },
      iam,
      at,
      client: <Client>(make: new (settings: ClientSettings) => Client) => {
        const client = (own.get(make) as Client | undefined) ?? new make(context.settings);
        own.set(make, client);
        return client;
      },
    };
    contexts.set(wanted, context);
    return context;
  };
  return at();
}

/** The lab creates and deletes at will: never in an account that somebody owns. */
function refuseRealAws(endpoint: string | undefined): void {
  const host = endpoint === undefined ? undefined : new URL(endpoint).hostname;
  if (host === "localhost" || /^127(\.\d+){3}$/.test(host ?? "")) return;
  throw new ProviderError(
    `the lab's AWS provider talks to the lab's emulator only, and AWS_ENDPOINT_URL ${host ? `names ${host}` : "is not set"}: run "npm run lab -- up", then "npm run lab -- pulumi ..."`,
  );
}

function refuseAccount(account: string, { allowedAccountIds, forbiddenAccountIds }: Configuration): void {
  const allowed = allowedAccountIds.length === 0 || allowedAccountIds.includes(account);
  if (allowed && !forbiddenAccountIds.includes(account)) return;
  const wanted =
    allowedAccountIds.length === 0 ? `any but ${forbiddenAccountIds.join(", ")}` : allowedAccountIds.join(", ");
  throw new ProviderError(
    `the credentials are of account ${account}, and the program may touch ${wanted}: take credentials of that account`,
  );
}
