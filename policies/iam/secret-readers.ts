import type { Finding, Resource } from "../engine/rule";
import { attachedBy, awsManagedName } from "./attachments";
import { readsAll, samplesOf, type Guarded } from "./everything";
import { placeOf, unreadable, type HeldDocument } from "./granting";

const fix = [
  'name what is read: "Resource": "arn:aws:secretsmanager:<region>:<account>:secret:<environment>/<service>/*",',
  'or compare a tag: "Condition": { "StringEquals": { "secretsmanager:ResourceTag/namespace": "<namespace>" } }.',
].join("\n");

const parameterFix =
  'name the parameters: "Resource": "arn:aws:ssm:<region>:<account>:parameter/<environment>/<service>/*".';
const keyFix =
  'name the key, or compare kms:ViaService: "Condition": { "StringEquals": { "kms:ViaService": "ssm.<region>.amazonaws.com" } }.';

/**
 * Every secret's ARN ends with a hyphen and six random characters. BatchGetSecretValue is not among the actions: it returns
 * only what GetSecretValue allows.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
 */
const secrets: Guarded = {
  service: "secretsmanager",
  samples: samplesOf("secret:", "-hJ3kQp"),
  actions: ["secretsmanager:GetSecretValue"],
  narrowingKey: /^((aws|secretsmanager):resourcetag\/|secretsmanager:secretid$)/,
};
const parameters: Guarded = {
  service: "ssm",
  samples: samplesOf("parameter/"),
  actions: ["GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory"].map((name) => `ssm:${name}`),
  narrowingKey: /^(aws|ssm):resourcetag\//,
};
const keys: Guarded = {
  service: "kms",
  samples: samplesOf("key/"),
  actions: ["kms:Decrypt"],
  narrowingKey: /^(aws:resourcetag\/|kms:(viaservice$|encryptioncontext|resourcealiases$))/,
};

/** Policies that AWS keeps and that read all secrets or parameters, and how much that is worth saying. */
const awsManaged: Readonly<Record<string, { level: Finding["level"]; what: string }>> = {
  SecretsManagerReadWrite: { level: "mandatory", what: "every secret" },
  AdministratorAccess: { level: "advisory", what: "every secret" },
  PowerUserAccess: { level: "advisory", what: "every secret" },
  AmazonSSMFullAccess: { level: "advisory", what: "every parameter" },
  AmazonSSMReadOnlyAccess: { level: "advisory", what: "every parameter" },
};

/** Says which statements of a holder read every secret; every parameter and every key is advice. */
export function judgeReading(documents: readonly HeldDocument[]): Finding[] {
  const all = documents.flatMap(({ statements }) => statements);
  return documents.flatMap((held) => [
    ...unreadable(held),
    ...held.statements.flatMap((statement): Finding[] => {
      const keyPath = placeOf(held, statement);
      if (readsAll(statement, all, secrets)) {
        return [{ level: "mandatory", keyPath, text: `${keyPath} lets its holder read every secret.`, fix }];
      }
      return [
        ...(readsAll(statement, all, parameters) ? [advice(keyPath, "read every parameter", parameterFix)] : []),
        ...(readsAll(statement, all, keys) ? [advice(keyPath, "decrypt with every key", keyFix)] : []),
      ];
    }),
  ]);
}

function advice(keyPath: string, what: string, how: string): Finding {
  return { level: "advisory", keyPath, text: `${keyPath} lets its holder ${what}.`, fix: how };
}

/** Says which of AWS's own policies a resource attaches that read every secret or parameter. */
export function judgeAttached(resource: Resource): Finding[] {
  return attachedBy(resource).flatMap(({ property, arns }) =>
    arns.flatMap((arn): Finding[] => {
      const name = awsManagedName(arn) ?? "";
      const found = Object.hasOwn(awsManaged, name) ? awsManaged[name] : undefined;
      if (!found) return [];
      const text = `${property} attaches ${name}, which reads ${found.what} of the account.`;
      return [{ level: found.level, keyPath: property, text, fix: `attach a policy of your own instead, and ${fix}` }];
    }),
  );
}
