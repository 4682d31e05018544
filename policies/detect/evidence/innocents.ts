const harmless: readonly RegExp[] = [
  // SealedSecrets: the version, the length of the encrypted key, ciphertext.
  /^Ag[A-Za-z0-9+/]{250,}={0,2}$/,
  /^(?:sha\d{1,3}|md5|blake2[bs]|git)[:-][0-9A-Za-z+/=]{16,}$/i,
  /^[^\s@]{1,200}@(?:sha256:[0-9a-f]{64}|[0-9a-f]{40})$/,
  /^ssh-(?:rsa|ed25519|dss) /,
  /^ecdsa-sha2-/,
  /^sk-(?:ssh|ecdsa)-/,
  /^-----BEGIN (?:CERTIFICATE|TRUSTED CERTIFICATE|X509 CRL|PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE REQUEST|NEW CERTIFICATE REQUEST|PGP PUBLIC|EC PARAMETERS|DH PARAMETERS|SSH2 PUBLIC)/,
  /^(?:MII[A-Za-z0-9+/]{60})/,
  /^LS0tLS1CRUdJTiBDRVJ/,
  /^(?:pk_(?:live|test)_|pk\.|G-|UA-|AIP|price_|prod_|cus_|acct_)[A-Za-z0-9._-]{6,}$/,
  // PostHog's project key, which every visitor's browser sends: https://posthog.com/docs/api
  /^phc_[A-Za-z0-9]{20,60}$/,
  /^v?\d+(?:\.\d+){1,3}(?:[-+][\w.+-]{1,60})?$/,
  /^\d{4}-\d\d-\d\d/,
  /^[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}$/,
];

/** A digest, a public key, a certificate, a version, a date, a number, an address: nothing that opens anything. */
export function isHarmless(value: string): boolean {
  return harmless.some((pattern) => pattern.test(value));
}

/** A number, with a unit or without. @example isNumber("15m") // true */
export function isNumber(value: string): boolean {
  return /^-?[\d.,_]{1,40}(?:[a-zA-Z%]{1,3})?$/.test(value);
}
