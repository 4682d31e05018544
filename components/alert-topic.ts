import { Key } from "@pulumi/aws/kms/key";
import { Topic } from "@pulumi/aws/sns/topic";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription";
import * as pulumi from "@pulumi/pulumi";
import {
  alertKeyPolicy,
  alertTopicArn,
  type AlertTopicArgs,
  alertTopicName,
  alertTopicPolicy,
} from "./model/alert-topic";
import { isProduction } from "./model/production";
import type { EnvironmentRef } from "./model/references";
import { alertProblems } from "./model/reminder-arguments";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

export type { AlertTopicArgs };

/**
 * Where reminders and alarms go: an SNS topic that is encrypted with a key of its own, refuses plain text, and takes messages of
 * this environment's rules, alarms and roles alone.
 *
 * ```typescript
 * const alerts = new AlertTopic("alerts", { environment, emails: ["platform@example.com"] });
 * ```
 *
 * A key costs 1 USD a month; e-mails 2 USD for 100,000. An address that has not confirmed gets nothing, cannot be unsubscribed, and is
 * deleted by AWS after a few days: the next update with `--refresh` asks again.
 */
export class AlertTopic extends pulumi.ComponentResource {
  /** Where to publish; nothing where it is not enabled. It is known at preview. */
  readonly topicArn: string | undefined;

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: AlertTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environment, topicArn, emails = [], owners = [] } = args;
    refuseProblems("AlertTopic", name, alertProblems({ topicArn, emails: [...emails, ...owners] }));
    super("strongroom:index:AlertTopic", name, {}, opts);

    if (args.enabled ?? isProduction(environment.name)) {
      this.topicArn = topicArn ?? alertTopicArn(environment);
      if (topicArn === undefined) this.subscribe(name, this.createTopic(name, environment), emails, owners);
    }
    this.registerOutputs({ topicArn: this.topicArn });
  }

  private createTopic(name: string, environment: EnvironmentRef): Topic {
    const tags = { [tagKeys.environment]: environment.name };
    const key = new Key(
      `${name}-key`,
      {
        description: `Reminders and alarms of ${environment.name}.`,
        enableKeyRotation: true,
        deletionWindowInDays: 7,
        policy: JSON.stringify(alertKeyPolicy(environment)),
        tags,
      },
      { parent: this },
    );
    const topic = new Topic(
      `${name}-topic`,
      {
        name: alertTopicName(environment.name),
        displayName: `Strongroom ${environment.name}`,
        kmsMasterKeyId: key.arn,
        tags,
      },
      { parent: this },
    );
    new TopicPolicy(
      `${name}-policy`,
      { arn: topic.arn, policy: JSON.stringify(alertTopicPolicy(environment)) },
      { parent: topic },
    );
    return topic;
  }

  /**
   * Who hears of everything needs no filter, and is not told twice. An alarm says no owner, because EventBridge sends no attributes:
   * where nobody hears of everything, owners hear of every alarm, so that none is lost.
   */
  private subscribe(name: string, topic: Topic, emails: string[], owners: string[]): void {
    const unowned = emails.length === 0 ? [{ exists: false }] : [];
    for (const endpoint of new Set([...emails, ...owners].sort())) {
      const filterPolicy = emails.includes(endpoint) ? undefined : JSON.stringify({ owner: [endpoint, ...unowned] });
      new TopicSubscription(
        `${name}-${endpoint}`,
        { topic: topic.arn, protocol: "email", endpoint, filterPolicy },
        { parent: topic },
      );
    }
  }
}
