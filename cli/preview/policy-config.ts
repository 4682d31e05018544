import { readFileSync } from "node:fs";
import { UserError } from "../user-error";

/** How strictly a policy counts. */
export type EnforcementLevel = "advisory" | "mandatory" | "remediate" | "disabled";

/** The configuration of one policy. */
export interface PolicyConfig {
  level?: EnforcementLevel;
  properties?: Record<string, unknown>;
}

/** What a pack says about one of its policies. */
export interface PolicyInfo {
  name: string;
  /** What it holds, in a sentence. */
  description: string;
  /** What to do about a finding. */
  fix?: string;
  /** Where to read on. */
  url?: string;
  level: EnforcementLevel;
  /** `low` to `critical`; absent when the policy names none. */
  severity?: string;
  /** Values that its configuration schema gives by default. */
  defaults: Record<string, unknown>;
}

const levels: readonly string[] = ["advisory", "mandatory", "remediate", "disabled"];

/**
 * Reads a `--policy-pack-config` file: policy name (or `all`) to a level, or to a mapping with `enforcementLevel` and the
 * policy's own properties.
 *
 * @example { "secret-rotation": "advisory", "configmap-secrets": { "enforcementLevel": "mandatory", "exemptions": [] } }
 */
export function readPolicyConfig(file: string): Record<string, PolicyConfig> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = (error as { code?: string }).code ?? "no valid JSON";
    throw new UserError(`${file} cannot be read (${reason}).\nFix: name a JSON file with --policy-pack-config.`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new UserError(`${file}: wanted a mapping of policy names to levels or properties.`);
  }
  return Object.fromEntries(
    Object.entries(content).map(([name, entry]: [string, unknown]) => [name, readEntry(file, name, entry)]),
  );
}

/**
 * The configuration that a pack gets: what its policies say, then what the pack says, then what the file says. `all` sets the
 * level of every policy. Source: `ReconcilePolicyPackConfig` of the Pulumi engine (pkg/resource/analyzer/config.go).
 */
export function mergePolicyConfig(
  policies: readonly PolicyInfo[],
  ...overrides: Record<string, PolicyConfig>[]
): Record<string, Required<PolicyConfig>> {
  const merged = new Map(
    policies.map(({ name, level, defaults }) => [name, { level, properties: { ...defaults } }] as const),
  );
  for (const override of overrides) {
    const all = override["all"]?.level;
    if (all) merged.forEach((config, name) => merged.set(name, { ...config, level: all }));
    for (const [name, given] of Object.entries(override)) {
      const config = merged.get(name);
      if (!config) continue;
      merged.set(name, {
        level: given.level ?? config.level,
        properties: { ...config.properties, ...given.properties },
      });
    }
  }
  return Object.fromEntries(merged);
}

function readEntry(file: string, name: string, entry: unknown): PolicyConfig {
  if (typeof entry === "string") return { level: readLevel(file, name, entry) };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new UserError(`${file}: ${name} wants a level (${levels.join(", ")}) or a mapping.`);
  }
  const { enforcementLevel, ...properties } = entry as Record<string, unknown>;
  return {
    ...(enforcementLevel !== undefined && { level: readLevel(file, name, enforcementLevel) }),
    properties,
  };
}

function readLevel(file: string, name: string, level: unknown): EnforcementLevel {
  if (typeof level === "string" && levels.includes(level)) return level as EnforcementLevel;
  throw new UserError(`${file}: ${name} has level ${JSON.stringify(level)}; wanted ${levels.join(", ")}.`);
}
