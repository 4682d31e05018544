import { runSimulation } from "@cloud-copilot/iam-simulate";
import { type PolicyDocument, policyDocument } from "../../components/model/iam";

/** How AWS would answer: an explicit Deny is told apart from the lack of an Allow. */
export type Outcome = "allowed" | "denied" | "not allowed";

/** One call to AWS, with everything that decides about it. */
export interface Call {
  /** ARN of the role, or of the OIDC provider where a web identity asks for a role. */
  principal: string;
  /** For example `"secretsmanager:GetSecretValue"`. */
  action: string;
  /** ARN, or `"*"` for an action that knows no resource. */
  resource: string;
  /** Account that the resource belongs to. Default: the one in its ARN, else that of the principal. */
  resourceAccount?: string;
  /** Condition keys as AWS's documentation writes them. */
  context?: Record<string, string | string[]>;
  /** The principal's own policies. */
  identityPolicies?: readonly PolicyDocument[];
  permissionsBoundary?: PolicyDocument | undefined;
  /** The resource's policy: an entry's, or a role's trust. */
  resourcePolicy?: PolicyDocument | undefined;
}

/**
 * Evaluates a call as IAM does, by a simulator that knows nothing of the code that writes the documents: identity and
 * resource policies, boundary, every condition operator, tags and policy variables.
 *
 * A key of the context that the action does not know is an error, because AWS would not send it: a condition on it could never
 * hold.
 *
 * @throws Error when the simulator refuses a document or the request.
 */
export async function outcome(call: Call): Promise<Outcome> {
  const account = (arn: string) => /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(arn)?.[1];
  const accountId = call.resourceAccount ?? account(call.resource) ?? account(call.principal) ?? "";
  const result = await runSimulation(
    known({
      request: {
        principal: call.principal,
        action: call.action,
        resource: { resource: call.resource, accountId },
        contextVariables: call.context ?? {},
      },
      identityPolicies: (call.identityPolicies ?? []).map((policy, index) => ({ name: `policy-${index}`, policy })),
      ...(call.permissionsBoundary && {
        permissionBoundaryPolicies: [{ name: "boundary", policy: call.permissionsBoundary }],
      }),
      ...(call.resourcePolicy && { resourcePolicy: call.resourcePolicy }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }),
    {},
  );
  if (result.resultType === "error") throw new Error(`The simulator refuses: ${JSON.stringify(result.errors)}`);
  const ignored = result.resultType === "single" ? (result.result.ignoredContextKeys ?? []) : [];
  if (ignored.length > 0) throw new Error(`${call.action} knows no ${ignored.join(", ")}`);
  return outcomes[result.overallResult];
}

/** The policy that every key is made with: it leaves the decision to the roles' own policies. Without one a key opens for nobody. */
export function keyPolicy(account: string): PolicyDocument {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return policyDocument({ Sid: "LeaveToIam", Effect: "Allow", Principal, Action: "kms:*", Resource: "*" });
}

const outcomes = { Allowed: "allowed", ExplicitlyDenied: "denied", ImplicitlyDenied: "not allowed" } as const;

/**
 * Spells three families of condition keys as the simulator's tables have them, in the documents and in the context alike.
 * - `secretsmanager:ResourceTag/x` has the value of `aws:ResourceTag/x`.
 * - A web identity's `sub` and `aud` stand under the issuer's name, and the tables list public issuers only.
 * - An encryption context is any key and any text, as a tag of the principal is.
 */
function known<T>(simulation: T): T {
  const text = JSON.stringify(simulation)
    .replaceAll('"secretsmanager:ResourceTag/', '"aws:ResourceTag/')
    .replaceAll('"kms:EncryptionContext:', '"aws:PrincipalTag/encryption-context-')
    .replace(/"[^":]*\.[^":]*:(sub|aud)":/g, '"accounts.google.com:$1":');
  return JSON.parse(text) as T;
}
