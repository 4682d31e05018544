import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { LabError } from "../lab-error";

/** Where events come from, in the words of the vendor's kind. */
export interface AwsSqs {
  queueURL: string;
  auth: { authMethod: "irsa"; region: string; serviceAccountRef: { name: string; namespace: string } };
  numberOfMessages: number;
  waitTimeSeconds: number;
  visibilityTimeout: number;
}

/** Milliseconds between two tries after an error, as the real one. */
const pause = 5000;

/**
 * Takes messages out of a queue until it is told to end. As the real one it deletes each batch before anybody has handled it.
 *
 * Source: https://github.com/external-secrets/reloader/blob/v0.2.0/pkg/listener/aws/aws_sqs.go
 *
 * @param handle Gets the body of each message.
 * @returns Ends it.
 */
export function followQueue(
  config: KubeConfig,
  { queueURL, auth, ...source }: AwsSqs,
  handle: (body: string) => Promise<void>,
  report: (line: string) => void,
): () => void {
  const client = new SQSClient({ region: auth.region, credentials: () => takeRole(config, auth) });
  const ended = new AbortController();
  const poll = async (): Promise<void> => {
    const request = new ReceiveMessageCommand({
      QueueUrl: queueURL,
      MaxNumberOfMessages: source.numberOfMessages,
      WaitTimeSeconds: source.waitTimeSeconds,
      VisibilityTimeout: source.visibilityTimeout,
    });
    const { Messages = [] } = await client.send(request, { abortSignal: ended.signal });
    for (const { ReceiptHandle } of Messages) {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueURL, ReceiptHandle }));
    }
    for (const { Body } of Messages) await handle(Body ?? "");
  };
  const follow = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        await poll();
      } catch (error) {
        if (ended.signal.aborted) return;
        report(`the queue could not be read (${(error as Error).name}), and is asked again`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  };
  void follow();
  return () => ended.abort();
}

/** Asks the API server for a token of the service account, and STS for keys of the role that it names. */
async function takeRole(config: KubeConfig, { region, serviceAccountRef: { name, namespace } }: AwsSqs["auth"]) {
  const core = config.makeApiClient(CoreV1Api);
  // The real one's client lists every service account to know one: that right is what it has.
  const { items } = await core.listServiceAccountForAllNamespaces({ fieldSelector: `metadata.name=${name}` });
  const account = items.find(({ metadata }) => metadata?.namespace === namespace);
  const RoleArn = account?.metadata?.annotations?.["eks.amazonaws.com/role-arn"];
  if (RoleArn === undefined)
    throw new LabError(`${namespace}/${name} names no role.\nFix: annotate the service account.`);
  const token = await core.createNamespacedServiceAccountToken({
    name,
    namespace,
    body: { spec: { audiences: ["sts.amazonaws.com"] } },
  });
  const sts = new STSClient({ region });
  const WebIdentityToken = token.status!.token;
  const asked = { RoleArn, RoleSessionName: "companion", WebIdentityToken };
  const { Credentials: keys } = await sts.send(new AssumeRoleWithWebIdentityCommand(asked));
  return {
    accessKeyId: keys!.AccessKeyId!,
    secretAccessKey: keys!.SecretAccessKey!,
    sessionToken: keys!.SessionToken!,
    expiration: keys!.Expiration!,
  };
}
