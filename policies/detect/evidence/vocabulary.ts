function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** A password in one word. */
export const passwordNouns = words(
  "password passwords passwd passwds pwd pass passphrase passphrases passcode passwort pw passw passwrd pasword psw kennwort mdp",
);

/** Another credential in one word. */
export const secretNouns = words(
  "secret secrets token tokens credential credentials creds cred apikey psk pat jwt bearer authorization salt pepper",
);

/** A key that opens something, by the word in front of "key". */
export const keyKinds = words(`
  api access secret private signing encryption decryption auth account storage shared master fernet ssh deploy license app
  application client webhook session cookie hmac aes jwt server admin service sas subscription write ingest rsa integration
  authentication authorization sign cipher crypto symmetric function tls pre consumer preshared crypt wallet seed`);

/** Words behind the noun that make it a thing about the credential. */
export const aboutTails = words(`
  name names ref refs reference file files filename filepath path paths url urls uri uris dir dirs directory folder ttl expiry
  expires expiration expire expired lifetime lifespan age duration length len size policy policies type types format prefix suffix
  header headers field fields id ids count counter counts enabled enable disabled required optional endpoint endpoints issuer
  issuers iss algorithm alg algo rotation rotate interval timeout replicas version versions namespace namespaces arn store stores
  manager provider providers location mount mounts volume volumes label labels annotation annotations env environment var variable
  column param parameter parameters property claim claims regex pattern validator validation validity audience aud scope scopes
  usage method methods mode max min limit limits cache bucket description message hint prompt title reset change changed update
  updated created prefixes engine backend class driver plugin operator controller service server host hosts port address domain
  user username users owner group role roles review reviews kind source selector template templates key keys strategy attempts
  retries retry number index list exchange delimiter separator encoder encoding cmd command script func function functions
  generator image images tag mapping mappings map maps per rate budget window threshold budget store request requests response
  auth authn authentication login lookup grace period refresh sync reader viewer creator through manual
  rounds iterations cost`);

/** Last words that tell how a hash is made, so that it is not one: `PASSWORD_HASH_ROUNDS`. */
export const hashParameters = words("rounds iterations cost algorithm alg algo length len");

/** Words behind the noun that leave it a credential: `PASSWORD_PROD`, `TOKEN_VALUE`. */
export const valueTails = words(`
  value values base64 b64 encoded plain plaintext raw hex prod production dev development stage staging test live sandbox old new
  current previous primary secondary backup default main string data digest override a b c one two first second`);

/** Random and harmless, as the last or first word. */
export const identifierNouns = words(`
  checksum checksums sum sums digest digests ref refs uses etag head git githead gitcommit gitsha clusterid claim claimname revision rev commit sha sha1 sha224 sha256 sha384 sha512 md5 crc crc32 hash hashes
  fingerprint fingerprints thumbprint thumbprints uuid guid uid id ids integrity build image images version versions serial nonce
  tag tags oid asn cid generation cert certs certificate certificates ca crt cacert pem public modulus address addresses
  datasource snapshot changeset trace span request etcd cluster tenant subscription project digestvalue hmacid kid jti x5t spki
  pin pins subject issuer cidr arn dn mac iri urn schema cipher ciphers ciphersuites bundle aud audience`);

/** A token of these is made for one session and worth nothing without its cookie: `csrf_token`. Their secrets and keys are not. */
export const sessionBound = words("csrf xsrf authenticity antiforgery");

/** Random values that every visitor of a page gets to see, as the last words of a key: `recaptcha_site_key`. */
export const shownToVisitors =
  /(?:^| )(?:(?:site|domain) verification|\w*(?:captcha|turnstile)(?: v?\d)? site ?key|publishable key)$/;

/** Words in front that make it a switch or a measure. */
export const switches = words(`
  enable enabled enables disable disabled use uses using allow allowed allows has is show skip no num number max min minimum maximum
  count total requires required validate verify check hide ignore without with can should must next page pages continuation
  cancellation existing optional on first last bypass force max_ proxy fastcgi uwsgi scgi grpc memcached auto automount generate
  send save store cache log print mask redact strip per only missing forgot reset change update per`);
