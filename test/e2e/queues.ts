import { SQSClient } from "@aws-sdk/client-sqs";
import { region, stageEnvironment } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";

/** A client of an account's queues as its administrator, and the URL of one of them, whether it exists or not. */
export async function openQueues(
  stage: Stage,
  account: string,
  name: string,
): Promise<{ queues: SQSClient; QueueUrl: string }> {
  const variables = await stageEnvironment(stage, { account });
  const queues = new SQSClient({
    region,
    endpoint: stage.aws.endpoint,
    credentials: {
      accessKeyId: variables["AWS_ACCESS_KEY_ID"]!,
      secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"]!,
      sessionToken: variables["AWS_SESSION_TOKEN"]!,
    },
  });
  return { queues, QueueUrl: `${stage.aws.endpoint}/${account}/${name}` };
}
