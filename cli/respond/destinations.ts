import type { Environment } from "../../components/model/environment";
import { topicPattern } from "../../components/model/reminder-arguments";
import { entryPattern, journalPattern } from "../../components/model/respond-patterns";
import { UserError } from "../user-error";
import type { InternalTarget } from "./communicate/send-internal";

/** Where a response is journalled and told of. */
export interface Destinations {
  /** Bucket and prefix in S3, e.g. `"s3://acme-incidents/strongroom"`. Absent: nowhere but on this machine. */
  journal?: string;
  /** Where the internal message goes, beside its file. */
  send: InternalTarget[];
}

/** The same, as typed. */
export interface TypedDestinations {
  journal?: string;
  /** An entry that holds an address. */
  webhook?: string;
  topic?: string;
}

/**
 * What is typed comes before the stack file, each for itself.
 *
 * @throws UserError when what is typed cannot be one.
 */
export function destinationsOf(typed: TypedDestinations, { respond }: Pick<Environment, "respond">): Destinations {
  check(typed);
  const { journal = respond.journal, webhook = respond.webhook, topic = respond.topicArn } = typed;
  return {
    ...(journal !== undefined && { journal }),
    send: [
      ...(webhook === undefined ? [] : [{ webhookEntry: webhook }]),
      ...(topic === undefined ? [] : [{ topicArn: topic }]),
    ],
  };
}

function check({ journal, webhook, topic }: TypedDestinations): void {
  if (journal !== undefined && !journalPattern.test(journal)) {
    throw new UserError(
      `--journal ${JSON.stringify(journal)} is no place in S3. Nothing was changed.\nFix: give a bucket and a prefix, such as s3://acme-incidents/strongroom.`,
    );
  }
  // What was typed may be the address itself, so it is not shown.
  if (webhook !== undefined && !entryPattern.test(webhook)) {
    throw new UserError(
      "--webhook wants the name of the entry that holds the address, not the address, which is a secret. Nothing was changed.\n" +
        "Fix: put the address into an entry, and give its name, such as prod/platform/incident-webhook.",
    );
  }
  if (topic !== undefined && !topicPattern.test(topic)) {
    throw new UserError(
      `--topic ${JSON.stringify(topic)} is no topic. Nothing was changed.\nFix: give an ARN such as arn:aws:sns:eu-west-1:123456789012:incidents.`,
    );
  }
}
