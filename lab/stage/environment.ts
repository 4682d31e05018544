import * as path from "node:path";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { LabError } from "../lab-error";
import type { Stage } from "./stage";

/** The region of every environment in stacks/. */
export const region = "eu-west-1";

/** The account of the environment dev: the one to play in when nobody names another. */
const playground = "111122223333";

/** Long enough for a working day. */
const sessionSeconds = 12 * 60 * 60;

/**
 * The environment variables that make a child process work on the stage, and on nothing else: the executables first on PATH,
 * the administrator's kubeconfig, and the AWS keys of an administrator of one account.
 *
 * @param stage A stage that runs.
 * @param options `account`: twelve digits. Default: the account of dev, `"111122223333"`.
 * @returns All variables, those of this process included.
 * @throws LabError when the emulator gives no keys.
 * @example spawn("kubectl", ["get", "pods"], { env: await stageEnvironment(stage, { account: "222233334444" }) });
 */
export async function stageEnvironment(
  stage: Stage,
  options: { account?: string } = {},
): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await administrator(stage, options.account ?? playground);
  return {
    ...inheritedVariables(),
    ...stageVariables(stage),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

/** What an AWS SDK's client needs to work in one account of a stage. */
export interface ClientSettings {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
}

/**
 * An account of a stage for an AWS SDK's client in this process, as its administrator.
 *
 * @param account Twelve digits.
 * @throws LabError when the emulator gives no keys.
 * @example new SecretsManagerClient(await clientSettings(stage, "111122223333"))
 */
export async function clientSettings(stage: Stage, account: string): Promise<ClientSettings> {
  return { region, endpoint: stage.aws.endpoint, credentials: await administrator(stage, account) };
}

/** This process's variables, without those that would lead an AWS SDK elsewhere than to the stage. */
export function inheritedVariables(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return Object.fromEntries(inherited.map(([name, value]) => [name, value ?? ""]));
}

/** What every part of a stage gets: where programs, home and temporary files are, and where the lab keeps its own. */
export function baseVariables(): Record<string, string> {
  const wanted = ["PATH", "HOME", "TMPDIR", "LANG", "XDG_CACHE_HOME", "STRONGROOM_CACHE"];
  return Object.fromEntries(wanted.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** What `stageEnvironment` sets beside the keys. */
export function stageVariables(stage: Stage): Record<string, string> {
  const { awsCli, cluster, helm, pulumi } = stage.parts;
  const shims = path.join(__dirname, "shims");
  return {
    PATH: [shims, cluster, helm, pulumi, process.env["PATH"] ?? ""].join(path.delimiter),
    KUBECONFIG: stage.kubernetes.kubeconfig,
    AWS_ENDPOINT_URL: stage.aws.endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    // The SDKs are pinned: what their later versions will need is no news.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    // The user's own files hold real accounts: nothing of the lab may read them.
    AWS_CONFIG_FILE: path.join(stage.directory, "aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(stage.directory, "aws-credentials"),
    STRONGROOM_LAB: stage.name,
    STRONGROOM_LAB_AWS_CLI: awsCli,
    STRONGROOM_LAB_TOKEN_FILE: stage.kubernetes.tokenFile,
  };
}

/** The emulator keeps accounts apart by access key: an assumed role's keys are those of the role's account. */
async function administrator(stage: Stage, account: string): Promise<ClientSettings["credentials"]> {
  const client = new STSClient({
    region,
    endpoint: stage.aws.endpoint,
    credentials: { accessKeyId: "lab", secretAccessKey: "lab" },
  });
  try {
    const { Credentials } = await client.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${account}:role/lab-administrator`,
        RoleSessionName: "lab",
        DurationSeconds: sessionSeconds,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error("the answer holds no keys");
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } catch (error) {
    throw new LabError(
      `The AWS emulator at ${stage.aws.endpoint} gave no keys for account ${account}: ${(error as Error).message}\n` +
        "Fix: type npm run lab -- status, and npm run lab -- up to start again what has ended.",
    );
  } finally {
    client.destroy();
  }
}
