import {
  CancelRotateSecretCommand,
  RotateSecretCommand,
  type RotationRulesType,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Problem } from "../../../core/resource-type";
import { isObject, numberOf, type Properties, textOf, type Value } from "../../../core/values";
import { awsType } from "../../aws-type";
import { describeSecret } from "../../describe-secret";
import { unlessGone } from "../../gone";
import type { AwsContext } from "../../context";

/** When and by what an entry is rotated. Its id is the entry's ARN. */
export const resource = awsType({
  module: "secretsmanager/secretRotation",
  supports: {
    rotateImmediately: true,
    rotationEnabled: true,
    rotationLambdaArn: true,
    rotationRules: ["automaticallyAfterDays", "duration", "scheduleExpression"],
    secretId: true,
  },
  defaults: { rotateImmediately: true },
  computed: ["rotationEnabled"],
  replaceOn: ["secretId"],
  retained: ["rotateImmediately"],
  check: ruleProblems,

  create: (inputs, context) => rotate(inputs, context),

  read: async (id, context) => {
    const secret = await describeSecret(context.client(SecretsManagerClient), id);
    if (!secret) return undefined;
    const enabled = secret.RotationEnabled === true;
    return {
      rotationEnabled: enabled,
      rotationLambdaArn: enabled ? secret.RotationLambdaARN : undefined,
      rotationRules: enabled ? shownRules(secret.RotationRules) : undefined,
      secretId: id,
    };
  },

  update: async (_id, { inputs, changed }, context) => {
    const rotates = ["rotationEnabled", "rotationLambdaArn", "rotationRules"].some((name) => changed.has(name));
    if (rotates) await rotate(inputs, context);
  },

  delete: async (id, _state, context) => {
    const client = context.client(SecretsManagerClient);
    await unlessGone(client.send(new CancelRotateSecretCommand({ SecretId: id })));
  },
});

async function rotate(inputs: Properties, context: AwsContext): Promise<string> {
  const client = context.client(SecretsManagerClient);
  const SecretId = textOf(inputs["secretId"])!;
  if (inputs["rotationEnabled"] === false) {
    const { ARN } = await client.send(new CancelRotateSecretCommand({ SecretId }));
    return ARN!;
  }
  const { ARN } = await client.send(
    new RotateSecretCommand({
      SecretId,
      RotateImmediately: inputs["rotateImmediately"] !== false,
      RotationLambdaARN: textOf(inputs["rotationLambdaArn"]),
      RotationRules: requestedRules(inputs["rotationRules"]),
    }),
  );
  return ARN!;
}

function requestedRules(rules: Value): RotationRulesType | undefined {
  if (!isObject(rules)) return undefined;
  return {
    AutomaticallyAfterDays: numberOf(rules["automaticallyAfterDays"]),
    Duration: textOf(rules["duration"]),
    ScheduleExpression: textOf(rules["scheduleExpression"]),
  };
}

/** Beside an expression, Secrets Manager shows the days that it computes from it. */
function shownRules(rules: RotationRulesType | undefined): Properties | undefined {
  if (!rules) return undefined;
  const days = rules.ScheduleExpression ? undefined : rules.AutomaticallyAfterDays;
  return { automaticallyAfterDays: days, duration: rules.Duration, scheduleExpression: rules.ScheduleExpression };
}

function ruleProblems({ rotationEnabled, rotationRules: rules }: Properties): Problem[] {
  const property = "rotationRules";
  if (rotationEnabled === false) {
    return rules === undefined ? [] : [{ property, reason: "with rotationEnabled: false, leave rotationRules out" }];
  }
  if (rules === undefined)
    return [{ property, reason: "aws:secretsmanager/secretRotation:SecretRotation needs rotationRules" }];
  if (!isObject(rules)) return [];
  const given = ["automaticallyAfterDays", "scheduleExpression"].filter((name) => rules[name] !== undefined);
  return given.length === 1
    ? []
    : [{ property, reason: "rotationRules needs one of automaticallyAfterDays and scheduleExpression, not both" }];
}
