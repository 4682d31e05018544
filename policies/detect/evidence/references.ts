/** A value that points to a credential instead of holding it: a variable, a template, a path, a store's address. */
const references: readonly RegExp[] = [
  /\$\{[^}]{0,200}\}/,
  /\$\([^)]{0,200}\)/,
  /\{\{[^}]{0,200}\}\}/,
  /<%[^%]{0,200}%>/,
  /^\$[A-Za-z_][A-Za-z0-9_.]{0,100}$/,
  /^%[A-Za-z_][A-Za-z0-9_.()]{0,100}%?$/,
  /^<[^<>]{1,100}>$/,
  /^\[[^\]]{0,100}\]$/,
  /^ENC\[/,
  /^ENC\(/,
  /^\{cipher\}/,
  /^(?:ref\+)?(?:vault|awssm|awsssm|gcpsecrets|azurekeyvault|sops|op|secret|secretsmanager|ssm|kms|aws-sm|akeyless|doppler|bao|env|file|classpath|config):/i,
  /^arn:aws[a-z-]{0,12}:/,
  /^@Microsoft\.KeyVault\(/,
  /^projects\/[^/]{1,80}\/secrets\//,
  /^age1[a-z0-9]{20}/,
  /^(?:process\.env|os\.environ|os\.getenv|getenv|env)\b[.[(]/i,
  /^(?:var|local|data|module|secrets|values|\.Values)\.[A-Za-z_]/,
  /^__[A-Za-z0-9_]{1,80}__$/,
  /^@[A-Z][A-Z0-9_]{1,80}@$/,
  /^#\{[^}]{1,200}\}#?$/,
  /^\{[A-Za-z_][\w.]{0,80}\}$/,
];

/** @example isReference("${DB_PASSWORD}") // true */
export function isReference(value: string): boolean {
  return references.some((pattern) => pattern.test(value));
}

/** A path in a file system, a URL without credentials, a host with a port. */
const locations =
  /^(?:\.{0,2}\/[\w@%+.,/ -]{0,300}|~\/[\w./-]{1,200}|[A-Za-z]:\\[^\n]{1,200}|[a-z][a-z0-9+.-]{1,20}:\/\/[^\s@]{1,500}|[\w-]{1,60}(?:\.[\w-]{1,60}){1,8}:\d{2,5}(?:\/\S{0,200})?)$/;

/** @example isLocation("/etc/tls/tls.key") // true */
export function isLocation(value: string): boolean {
  return locations.test(value);
}
