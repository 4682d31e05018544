import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget";
import * as pulumi from "@pulumi/pulumi";
import { eventRulesProblems } from "./model/event-sync-arguments";
import { syncQueueArn, syncRuleName, syncRulePrefix } from "./model/event-sync-names";
import { changePattern, companionMessage, type FollowedEntry } from "./model/event-sync-rules";
import type { EnvironmentRef } from "./model/references";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

/** What EventRules is made of. */
export interface EventRulesArgs {
  /** The environment of the entries. Its name is part of the rules' names. */
  environment: EnvironmentRef;
  /**
   * The stack that makes the rules, e.g. `"prod-payments"`, where it is not the environment's own: then they have other names than that
   * one would give them, so that an entry may move from stack to stack, and neither deletes what the other made.
   * Default: the environment's name.
   */
  stack?: string;
  /**
   * The entries that are followed, each by what ExternalSecrets name it in `remoteRef.key` and its ARN: `entries` of
   * ServiceSecrets. A rule each, and EventBridge gives an account 300 rules a region unless it is asked for more.
   */
  entries: FollowedEntry<pulumi.Input<string>>[];
  /** ARN of the queue: `queueArn` of EventSync. Default: the one that EventSync makes for the environment, in whichever stack. */
  queueArn?: pulumi.Input<string>;
}

/** Seconds. What lies longer has long been overtaken by the refresh of the ExternalSecrets. */
const oneHour = 3600;

/**
 * Follows entries with a rule of EventBridge each: it sees that a value changed (a completed rotation, a value that somebody put, a
 * promotion), and tells the queue of EventSync the entry's name.
 *
 * ```typescript
 * new EventRules("event-sync", { environment, entries: api.entries, queueArn: eventSync.queueArn });
 * ```
 *
 * A rule per entry, because the companion compares what it is told with `remoteRef.key` and nothing else, a rotation's event
 * holds the entry's ARN, and EventBridge cannot cut a name out of an ARN: the rule knows both. So it needs no function and no
 * image of our own.
 *
 * Another stack than that of the queue may follow its entries too: the queue takes messages of every rule whose name begins with
 * `strongroom-ENVIRONMENT-sync-`, in its account and region.
 */
export class EventRules extends pulumi.ComponentResource {
  /** Names of the rules. */
  readonly ruleNames: string[];

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: EventRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environment, entries, stack = environment.name } = args;
    refuseProblems("EventRules", name, eventRulesProblems(entries.map((entry) => entry.name)));
    super("strongroom:index:EventRules", name, {}, opts);
    const { queueArn = syncQueueArn(environment) } = args;
    // The rules were children of EventSync before other stacks had any: those that exist are kept.
    const formerParent = pulumi.createUrn(name, "strongroom:index:EventSync", opts?.parent);
    this.ruleNames = entries.map((entry) => {
      const ruleName = syncRuleName(environment.name, entry.name, stack);
      this.follow(`${name}-${ruleName.slice(syncRulePrefix(environment.name).length)}`, ruleName, entry, {
        environment,
        queueArn,
        formerParent,
      });
      return ruleName;
    });
    this.registerOutputs({ ruleNames: this.ruleNames });
  }

  /** The rule of an entry, and what it sends. */
  private follow(
    name: string,
    ruleName: string,
    entry: EventRulesArgs["entries"][number],
    { environment, queueArn, formerParent }: Followed,
  ): void {
    const rule = new EventRule(
      name,
      {
        name: ruleName,
        description: `The value of ${entry.name} changed.`,
        eventPattern: pulumi.output(entry.arn).apply((arn) => JSON.stringify(changePattern({ name: entry.name, arn }))),
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this, aliases: [pulumi.createUrn(name, "aws:cloudwatch/eventRule:EventRule", formerParent)] },
    );
    new EventTarget(
      ruleName,
      {
        rule: rule.name,
        targetId: "queue",
        arn: queueArn,
        inputTransformer: companionMessage(entry.name),
        retryPolicy: { maximumEventAgeInSeconds: oneHour, maximumRetryAttempts: 185 },
      },
      { parent: rule },
    );
  }
}

/** What all rules have in common. */
interface Followed {
  environment: EnvironmentRef;
  queueArn: pulumi.Input<string>;
  formerParent: pulumi.Output<string>;
}
