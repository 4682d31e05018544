import type { StackValidationPolicy } from "@pulumi/policy";
import { exemptionSchema, isExpired, parseExemption, type Exemption } from "./exemptions";

/** Name of the policy that answers for exemptions. Its config holds those of every rule. */
export const exemptionsPolicy = "exemptions";

/**
 * Keeps account of exemptions: which were given, and which spared something. One that spared nothing is open to whatever
 * comes next, so it is a finding, and so is one that has expired.
 */
export class ExemptionLedger {
  private readonly given = new Map<string, Exemption>();
  private readonly used = new Set<string>();
  private readonly invalid = new Set<string>();

  /**
   * Reads the exemptions of a policy's config. They are checked again, because `--policy-pack-config` passes the stack file by.
   *
   * @param exemptions As they stand in the config.
   * @returns Those that are valid. The others exempt nothing.
   */
  read(exemptions: unknown): Exemption[] {
    if (!Array.isArray(exemptions)) return [];
    return (exemptions as unknown[]).flatMap((item) => {
      const exemption = parseExemption(item);
      if (Array.isArray(exemption)) {
        this.invalid.add(JSON.stringify(item));
        return [];
      }
      this.given.set(identityOf(exemption), exemption);
      return [exemption];
    });
  }

  /** Notes that an exemption spared a finding. */
  use(exemption: Exemption): void {
    this.used.add(identityOf(exemption));
  }

  /**
   * The policy that says what became of the exemptions, at the end of a preview or update: which expired, spared nothing or
   * are not valid. One in force is listed where it spared something.
   *
   * @param today `YYYY-MM-DD`.
   */
  policy(today: string): StackValidationPolicy {
    return {
      name: exemptionsPolicy,
      description: "Every exemption is valid, in force and needed.",
      enforcementLevel: "advisory",
      severity: "low",
      configSchema: { properties: { exemptions: { type: "array", items: exemptionSchema } } },
      validateStack: (args, report) => {
        this.read(args.getConfig<{ exemptions?: unknown }>().exemptions);
        if (this.invalid.size > 0) {
          report(
            `${this.invalid.size} of the exemptions are not valid, so they exempt nothing.\n` +
              "Fix: give each one rule, resource, reason, owner and expires (YYYY-MM-DD).",
          );
        }
        for (const [identity, exemption] of this.given) {
          if (isExpired(exemption, today)) report(expired(exemption));
          else if (!this.used.has(identity)) report(unused(exemption));
        }
      },
    };
  }
}

function identityOf({ rule, resource, keyPath, fingerprint, expires }: Exemption): string {
  return JSON.stringify([rule, resource, keyPath, fingerprint, expires]);
}

function nameOf({ rule, resource, keyPath, owner }: Exemption): string {
  return `The exemption of ${resource}${keyPath === undefined ? "" : `, ${keyPath},`} from ${rule} (owner ${owner})`;
}

function expired(exemption: Exemption): string {
  return (
    `${nameOf(exemption)} expired on ${exemption.expires} and exempts nothing.\n` +
    "Fix: remove it from strongroom:guard.exemptions in the stack file, or renew it with a new date and reason."
  );
}

function unused(exemption: Exemption): string {
  return (
    `${nameOf(exemption)} spared nothing.\n` +
    "Fix: remove it from strongroom:guard.exemptions in the stack file; left there, it spares what comes next."
  );
}
