import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { clientOptions } from "../../aws/client-options";
import { awsFailure } from "../../aws/failure";
import { isLoopback } from "../../loopback";
import { UserError } from "../../user-error";
import { type IncidentFacts, stateOf } from "./facts";
import { composeMessages } from "./messages";

/** Where the internal message goes beside its file. */
export type InternalTarget =
  | {
      /**
       * The entry of Secrets Manager that holds the address of a webhook, e.g. `"prod/platform/incident-webhook"`: as its whole value,
       * or under `url` of its JSON. Slack's gets Slack's format, any other JSON with title, text, environment and state.
       */
      webhookEntry: string;
    }
  | {
      /** A topic of SNS. */
      topicArn: string;
    };

const patience = 10_000;
/** Characters that SNS takes as a subject. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const longestSubject = 99;
const untouched = "The message was not sent; it lies in internal-message.md.";

/**
 * Sends the internal message. The draft for customers has no way through here.
 *
 * @returns How it was sent, in words, without the address.
 * @throws UserError when it could not be sent: everything else is done, and the file can be sent by hand.
 */
export async function sendInternal(facts: IncidentFacts, target: InternalTarget): Promise<string> {
  const { title, internal } = composeMessages(facts);
  const { region } = facts.environment;
  if ("topicArn" in target) {
    await publish(region, target.topicArn, title, internal);
    return `published to ${target.topicArn}`;
  }
  const address = await readAddress(region, target.webhookEntry);
  const isSlack = /(^|\.)slack(-gov)?\.com$/.test(address.hostname);
  const more = { environment: facts.environment.name, incident: facts.id, state: stateOf(facts) };
  await post(
    address,
    isSlack ? { text: slackText(internal) } : { title, text: internal, ...more },
    target.webhookEntry,
  );
  return `sent to the ${isSlack ? "Slack channel" : "webhook"} of ${target.webhookEntry}`;
}

async function publish(region: string, topicArn: string, title: string, message: string): Promise<void> {
  const client = new SNSClient(clientOptions(topicArn.split(":")[3] || region));
  const Subject = title.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, longestSubject);
  try {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject, Message: message }));
  } catch (error) {
    throw awsFailure(error, `publishing to ${topicArn} (sns:Publish)`, untouched);
  } finally {
    client.destroy();
  }
}

/** The address is a secret: whoever has it can write into the channel. It stands in no message, not even in part. */
async function readAddress(region: string, entry: string): Promise<URL> {
  const client = new SecretsManagerClient(clientOptions(region));
  let value: string | undefined;
  try {
    value = (await client.send(new GetSecretValueCommand({ SecretId: entry }))).SecretString;
  } catch (error) {
    throw awsFailure(error, `reading the webhook's address in ${entry} (secretsmanager:GetSecretValue)`, untouched);
  } finally {
    client.destroy();
  }
  const address = parseAddress(value);
  if (address !== undefined) return address;
  throw new UserError(
    `${entry} holds no address of a webhook: wanted an https URL as its value, or under "url" of its JSON. ${untouched}\n` +
      "Fix: put it there with strongroom seed or in the console, then run this again.",
  );
}

function parseAddress(value: string | undefined): URL | undefined {
  for (const candidate of [value?.trim(), urlWithin(value)]) {
    if (candidate === undefined || !URL.canParse(candidate)) continue;
    const address = new URL(candidate);
    if (address.protocol === "https:" || (address.protocol === "http:" && isLoopback(address))) return address;
  }
  return undefined;
}

function urlWithin(value: string | undefined): string | undefined {
  try {
    const { url } = JSON.parse(value ?? "") as { url?: unknown };
    return typeof url === "string" ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Errors of fetch name the address in their cause, so none of it is shown. */
async function post(address: URL, body: object, entry: string): Promise<void> {
  const failed = (why: string) =>
    new UserError(`The webhook of ${entry} ${why}. ${untouched}\nFix: send the file by hand, or run this again.`);
  let status: number;
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      // A redirect would carry the message to where nobody meant it to go.
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    ({ status } = answer);
    await answer.body?.cancel();
  } catch {
    throw failed("gave no answer");
  }
  if (status < 200 || status > 299) throw failed(`answered with status ${status}`);
}

/** Slack reads these three signs as markup. Source: https://docs.slack.dev/messaging/formatting-message-text */
function slackText(message: string): string {
  return message.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
