import { arn as arnOf, type AwsLocation } from "../../../components/model/iam";
import { viaServices } from "../../../components/model/via-services";
import { allowEverything } from "./document";
import { type Decision, decide, type Principal } from "./evaluate";
import type { Readable } from "./readable";
import { RequestContext } from "./request";
import type { DeclaredRole } from "./roles";
import type { Tags } from "./session-tags";
import { named, type Taker } from "./takers";

/** Keys that a role's session has only where they are known. */
const absent = [
  "aws:principaltag/",
  "aws:resourcetag/",
  "secretsmanager:resourcetag/",
  "ssm:resourcetag/",
  "aws:requesttag/",
  "aws:tagkeys",
  "aws:federatedprovider",
  "aws:principalservicename",
  "aws:calledvia",
];

/**
 * Calls that each return a value. BatchGetSecretValue is not among them: it returns what GetSecretValue allows.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function readingCalls({ kind, arn }: Readable): { action: string; resource: string }[] {
  if (kind === "secret") return [{ action: "secretsmanager:GetSecretValue", resource: arn }];
  const single = ["GetParameter", "GetParameters", "GetParameterHistory"].map((name) => ({
    action: `ssm:${name}`,
    resource: arn,
  }));
  // Whoever reads a path reads all below it.
  const paths = arn.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
  return [...single, ...paths.slice(1).map((resource) => ({ action: "ssm:GetParametersByPath", resource }))];
}

/** Decides whether a role's sessions read a value: whether it may call for it, and have it decrypted. */
export class Reading {
  /** @param location Where everything is. */
  constructor(private readonly location: AwsLocation) {}

  /**
   * @param taker Who took the role: a session of an identity provider says so.
   * @param tags The session's own tags; the role's own count beneath them.
   */
  decide(role: DeclaredRole, taker: Pick<Taker, "kind" | "id">, tags: Tags, readable: Readable): Decision {
    const { account } = this.location;
    const { arn: id, policies, boundary } = role;
    const principal: Principal = { kind: "AWS", id, account, policies, ...(boundary && { boundary }) };
    const session = {
      ...named("aws:PrincipalTag/", { ...role.tags, ...tags }),
      ...(taker.kind === "Federated" && { "aws:FederatedProvider": taker.id }),
      "aws:PrincipalArn": id,
      "aws:PrincipalAccount": account,
      "aws:PrincipalType": "AssumedRole",
      "aws:PrincipalIsAWSService": "false",
      "aws:ViaAWSService": "false",
      "aws:ResourceAccount": account,
      "aws:RequestedRegion": this.location.region,
    };
    const resourcePolicy = readable.policy && { resourcePolicy: readable.policy };
    const context = new RequestContext({ ...session, ...this.tagsOf(readable) }, absent);
    const answers = readingCalls(readable).map((call) =>
      decide(principal, { ...call, account, context, ...resourcePolicy }),
    );
    const read = best(answers);
    if (read.outcome !== "allowed" && read.outcome !== "sometimes") return read;
    const decrypt = this.decrypt(principal, session, readable);
    if (decrypt.outcome !== "allowed" && decrypt.outcome !== "sometimes") return decrypt;
    const conditions = [...new Set([...read.conditions, ...decrypt.conditions])];
    return { outcome: conditions.length > 0 ? "sometimes" : "allowed", conditions };
  }

  /**
   * AWS's own keys let every role of the account in through their service, unless a policy denies it; one of the account's has
   * to be opened.
   *
   * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
   */
  private decrypt(principal: Principal, session: Record<string, string>, { kind, arn, key }: Readable): Decision {
    if (key.kind === "none") return { outcome: "allowed", conditions: [] };
    const { account, region } = this.location;
    const [prefix, encryptionContext] =
      kind === "secret" ? (["secretsmanager", "SecretARN"] as const) : (["ssm", "PARAMETER_ARN"] as const);
    const context = new RequestContext(
      {
        ...session,
        "kms:ViaService": viaServices(region, prefix)[0]!,
        "kms:CallerAccount": account,
        [`kms:EncryptionContext:${encryptionContext}`]: arn,
        "kms:EncryptionContextKeys": [encryptionContext],
      },
      [...absent, "kms:encryptioncontext:"],
    );
    // A key's policy, where a program gives none, leaves it to the account's own policies who decrypts.
    const leftToAccount = allowEverything([{ kind: "AWS", ids: [account] }]);
    const call = { action: "kms:Decrypt", account, context, resourceDecides: true };
    if (key.kind === "customer") {
      return decide(principal, { ...call, resource: key.arn, resourcePolicy: key.policy ?? leftToAccount });
    }
    const { policies, boundary } = principal;
    const { statements } = allowEverything();
    const opened: Principal = {
      ...principal,
      policies: [...policies, allowEverything()],
      ...(boundary && { boundary: { ...boundary, statements: [...boundary.statements, ...statements] } }),
    };
    const resource = arnOf("kms", this.location, "key/aws-managed");
    return decide(opened, { ...call, resource, resourcePolicy: leftToAccount });
  }

  private tagsOf({ kind, tags }: Readable): Record<string, string> {
    const own = kind === "secret" ? "secretsmanager:ResourceTag/" : "ssm:ResourceTag/";
    return { ...named("aws:ResourceTag/", tags), ...named(own, tags) };
  }
}

/** The most that any of some calls gets. */
function best(answers: readonly Decision[]): Decision {
  const order: Decision["outcome"][] = ["allowed", "sometimes", "not allowed", "denied"];
  return [...answers].sort((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome))[0]!;
}
