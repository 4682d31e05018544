/** An ARN without the hyphen and the six characters that Secrets Manager puts behind an entry's name; AWS takes it as well. */
export function withoutSuffix(arn: string): string {
  return arn.replace(/-[A-Za-z0-9]{6}$/, "");
}

/**
 * The name of an entry in its ARN, e.g. `prod/api/app`.
 *
 * @param arn `arn:aws:secretsmanager:...:secret:prod/api/app-AbCdEf`, with or without the last six characters.
 */
export function nameInArn(arn: string): string {
  return withoutSuffix(arn).replace(/^.*:secret:/, "");
}

/** Everything that a caller may name an entry by; CloudTrail shows what was used. */
export function entrySpellings({ name, arn }: { name: string; arn?: string }): string[] {
  return [...new Set([name, ...(arn === undefined ? [] : [arn, withoutSuffix(arn)])])];
}
