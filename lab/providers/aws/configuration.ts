import { ProviderError } from "../core/errors";
import type { Problem } from "../core/resource-type";
import { type Properties, textMapOf, textOf, textsOf, type Value } from "../core/values";

/** What a program says about AWS. */
export interface Configuration {
  region: string;
  /** Accounts that it may touch; empty for any. */
  allowedAccountIds: string[];
  forbiddenAccountIds: string[];
  /** Tags of every resource that can have some. */
  defaultTags: Record<string, string>;
  /** How often a call is tried again. */
  maxRetries: number;
}

const carriedOut = ["region", "allowedAccountIds", "forbiddenAccountIds", "defaultTags", "maxRetries"];
/** The vendor's package always sends the first two. None changes anything that an emulator could show. */
const withoutEffect = ["skipCredentialsValidation", "skipRegionValidation", "skipMetadataApiCheck", "version"];

/**
 * As many as the vendor's provider makes. Each pause is drawn from nothing to its longest, so with fewer a fault of 20 seconds
 * could outlast them all.
 */
const defaultRetries = 25;

/** Refuses settings that the lab does not carry out, by name. */
export function configurationProblems(given: Properties): Problem[] {
  return Object.keys(given)
    .filter((name) => given[name] !== undefined && !name.startsWith("__"))
    .filter((name) => !carriedOut.includes(name) && !withoutEffect.includes(name))
    .map((property) => ({
      property,
      reason: `the lab's AWS provider does not carry out ${property}: leave it out in the lab; it carries out ${carriedOut.join(", ")}`,
    }));
}

/** @throws ProviderError where there is no region. */
export function parseConfiguration(given: Properties): Configuration {
  const value = (name: string): Value => parse(given[name]);
  const region = textOf(given["region"]) ?? process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
  if (!region) throw new ProviderError("there is no region: set aws:region in the stack's file");
  const defaultTags = value("defaultTags");
  return {
    region,
    allowedAccountIds: textsOf(value("allowedAccountIds")),
    forbiddenAccountIds: textsOf(value("forbiddenAccountIds")),
    defaultTags: textMapOf((defaultTags as Properties | undefined)?.["tags"]),
    maxRetries: Number(value("maxRetries") ?? defaultRetries),
  };
}

/** The vendor's package sends everything but text as JSON. */
function parse(value: Value): Value {
  return typeof value === "string" ? (JSON.parse(value) as Value) : value;
}
