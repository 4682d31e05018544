import type { Resource, StackFinding, StackResource } from "../engine/rule";
import { unknown } from "../engine/value";
import { judgeDeclaration } from "./declared-rotation";
import { maximumIntervalDays } from "./interval";
import type { Judgement } from "./judgement";
import { manualFix, missingFix, nameOf, scheduleFix, seedFix } from "./rotation-fixes";
import { judgeSchedule } from "./scheduled-rotation";
import { kindOf } from "./secret-kind";
import { isOwnedByService } from "./secret-owner";
import { tagOf } from "./secret-tags";

/** The resources of a stack that refer to a secret. */
export interface SecretLinks {
  /** SecretRotations, or RotationSchedules of the Cloud Control provider. */
  rotations: readonly StackResource[];
  versions: readonly StackResource[];
  /** SecretTargetAttachments of the Cloud Control provider. */
  attachments: readonly StackResource[];
}

/**
 * Says what is wrong with a secret's rotation, if anything.
 *
 * @param secret A Secrets Manager secret, of either AWS provider.
 * @param links What refers to it.
 */
export function judgeSecret(secret: StackResource, { rotations, versions, attachments }: SecretLinks): StackFinding[] {
  const kind = kindOf(secret, versions, attachments);
  const longest = maximumIntervalDays[kind === "database" ? "database" : "application"];
  if (rotations.length > 0) {
    const judgements = rotations.flatMap(({ props }) => judgeSchedule(props, kind) ?? []);
    const worst = judgements.find(({ verdict }) => verdict === "wrong") ?? judgements[0];
    return worst ? [finding(secret, worst, scheduleFix(longest, secret))] : [];
  }
  if (isOwnedByService(secret.props.name)) return [];
  const mode = tagOf(secret, "rotation-mode");
  const awaiting = tagOf(secret, "awaiting-seed");
  if (mode === unknown || (mode !== "manual" && awaiting === unknown)) {
    const text = "has no SecretRotation, and whether its tags declare a rotation is not known at preview";
    return [finding(secret, { verdict: "unknown", text })];
  }
  if (mode === "manual") {
    const judgement = judgeDeclaration(secret, kind, ["owner", "runbook"]);
    if (!judgement) return [];
    return [finding(secret, after("declares a manual rotation, but ", judgement), manualFix(longest, secret))];
  }
  if (awaiting === "true" && mode) return [judgeAwaitingSeed(secret, kind, versions, longest)];
  return [finding(secret, { verdict: "wrong", text: "has no rotation" }, missingFix(longest, secret))];
}

/**
 * Secrets Manager rotates only what has a value. An entry whose value is put by hand gets its rotation with the next update,
 * and says so with a tag; a value that the stack itself puts proves the tag wrong.
 */
function judgeAwaitingSeed(
  secret: StackResource,
  kind: ReturnType<typeof kindOf>,
  versions: readonly StackResource[],
  longest: number,
): StackFinding {
  if (versions[0]) {
    const text = `has no rotation: its tag awaiting-seed is not believed, because ${versions[0].name} gives it a value`;
    return finding(secret, { verdict: "wrong", text }, missingFix(longest, secret));
  }
  const judgement = judgeDeclaration(secret, kind, ["owner"]);
  if (judgement) return finding(secret, after("awaits its seed, but ", judgement), missingFix(longest, secret));
  const text = "awaits its seed, and has no rotation until then";
  return { ...finding(secret, { verdict: "wrong", text }, seedFix(secret)), level: "advisory" };
}

function after(prefix: string, { verdict, text }: Judgement): Judgement {
  return { verdict, text: prefix + text };
}

/** What cannot be told at preview is advice, and is judged again when the update is through. */
function finding(secret: Resource, { verdict, text }: Judgement, fix?: string): StackFinding {
  return {
    urn: secret.urn,
    level: verdict === "wrong" ? "mandatory" : "advisory",
    text: `${nameOf(secret)} ${text}.`,
    ...(verdict === "wrong" && fix !== undefined && { fix }),
  };
}
