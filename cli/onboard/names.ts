/**
 * The variable under which a key is declared: in capitals, words apart.
 *
 * @returns Nothing where no name can be made of it.
 * @example variableOf("dbPassword") // "DB_PASSWORD"
 */
export function variableOf(key: string): string | undefined {
  const variable = key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toUpperCase();
  return /^[A-Z][A-Z0-9_]{0,127}$/.test(variable) ? variable : undefined;
}

/**
 * The service that an object belongs to, from its recommended label or from its name without the word that says what it is.
 *
 * @example serviceOf("orders-config", undefined) // "orders"
 */
export function serviceOf(name: string | null, label: string | undefined): string | undefined {
  const service = label ?? name?.replace(/-(?:config|configmap|settings|env|secrets?)$/, "");
  return service !== undefined && /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(service) ? service : undefined;
}

/**
 * The name of a group. Secrets Manager takes a hyphen before the last six characters of an entry for the suffix of an ARN.
 *
 * @example groupName("REPORTING database") // "reporting-database"
 */
export function groupName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40)
    .replace(/-(?=[a-z0-9]{6}$)/, "");
}
