import { describeCondition } from "./condition";
import { allowEverything, type Statement } from "./document";
import { decide, type Principal } from "./evaluate";
import { RequestContext } from "./request";
import type { DeclaredRole } from "./roles";
import { tagCandidates, tagCombinations, type Tags } from "./session-tags";

/** Somebody whom a role's trust names. */
export interface Taker {
  kind: Principal["kind"];
  /** ARN, the name of a service, or `*`. */
  id: string;
  /** The trust's conditions, each as it stands there. */
  conditions: string[];
}

/** Those whom a role's trust names, each once a statement. */
export function takersOf({ trust }: DeclaredRole): Taker[] {
  return (trust?.statements ?? []).filter(letsIn).flatMap(({ principals = [], conditions }) =>
    principals.flatMap(({ kind, ids }) =>
      ids.map((id) => ({
        kind: kind === "Federated" || kind === "Service" ? kind : ("AWS" as const),
        id,
        conditions: conditions.map(describeCondition),
      })),
    ),
  );
}

function letsIn({ effect, actions = [] }: Statement): boolean {
  return effect === "Allow" && actions.some((action) => /^(sts:AssumeRole|sts:\*|\*)/i.test(action));
}

const assuming = {
  AWS: "sts:AssumeRole",
  Federated: "sts:AssumeRoleWithWebIdentity",
  Service: "sts:AssumeRole",
} as const;

/** Says who may take a role, by its trust and by the rights of who asks. */
export class Takers {
  private readonly answers = new Map<string, Taker[]>();
  private readonly takers: Taker[];

  /**
   * @param role The role that is taken.
   * @param roles Every role of the program: the rights of those that ask count.
   * @param account The role's account, twelve digits.
   */
  constructor(
    private readonly role: DeclaredRole,
    private readonly roles: readonly DeclaredRole[],
    private readonly account: string,
  ) {
    this.takers = takersOf(role);
  }

  /** Those who may take the role with these tags, and others that the trust asks for. */
  with(tags: Tags): Taker[] {
    const key = JSON.stringify(tags);
    const before = this.answers.get(key);
    if (before) return before;
    const { trust } = this.role;
    const asked = trust ? tagCombinations(tagCandidates([trust], "request")) : [];
    const all = asked.map((others) => ({ ...others, ...tags }));
    const takers = this.takers.filter((taker) => all.some((combination) => this.mayTake(taker, combination)));
    this.answers.set(key, takers);
    return takers;
  }

  private mayTake({ kind, id }: Taker, tags: Tags): boolean {
    const { trust, arn } = this.role;
    const { account } = this;
    const asking = this.roles.find((role) => role.arn === id);
    const principal: Principal = {
      kind,
      id,
      account: kind === "AWS" ? (/^arn:[^:]+:iam::(\d{12}):/.exec(id)?.[1] ?? account) : account,
      // The rights of somebody whom the program does not declare are not known: the worst is taken for granted.
      policies: asking?.policies ?? [allowEverything()],
      ...(asking?.boundary && { boundary: asking.boundary }),
    };
    const keys = Object.keys(tags);
    const context = new RequestContext(
      {
        ...named("aws:RequestTag/", tags),
        ...named("aws:PrincipalTag/", asking?.tags ?? {}),
        ...(keys.length > 0 && { "aws:TagKeys": keys }),
      },
      ["aws:requesttag/", "aws:tagkeys", ...(asking ? ["aws:principaltag/", "aws:federatedprovider"] : [])],
    );
    const actions = [assuming[kind], ...(keys.length > 0 ? ["sts:TagSession"] : [])];
    return actions.every((action) => {
      const call = {
        action,
        resource: arn,
        account,
        context,
        resourceDecides: true,
        ...(trust && { resourcePolicy: trust }),
      };
      return ["allowed", "sometimes"].includes(decide(principal, call).outcome);
    });
  }
}

/** Tags as condition keys. */
export function named(prefix: string, tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}${key}`, value]));
}
