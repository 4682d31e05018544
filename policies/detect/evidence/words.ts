/** Words that are written together in one case, longest first where one begins another. */
export const compounds = new Map<string, readonly string[]>(
  Object.entries({
    accesskey: "access key",
    accesskeyid: "access key id",
    accesstoken: "access token",
    accountkey: "account key",
    adminpass: "admin pass",
    adminpasswd: "admin passwd",
    apikey: "api key",
    apikeys: "api keys",
    apisecret: "api secret",
    apitoken: "api token",
    appkey: "app key",
    appsecret: "app secret",
    authkey: "auth key",
    authpass: "auth pass",
    authpassword: "auth password",
    authtoken: "auth token",
    bindpw: "bind password",
    bindpass: "bind pass",
    bindpasswd: "bind passwd",
    clientsecret: "client secret",
    connectionstring: "connection string",
    consumersecret: "consumer secret",
    cookiesecret: "cookie secret",
    dbpass: "db pass",
    dbpw: "db password",
    encryptionkey: "encryption key",
    ftppass: "ftp pass",
    keypass: "key pass",
    ldappass: "ldap pass",
    licensekey: "license key",
    masterauth: "master password",
    masterkey: "master key",
    mypass: "my pass",
    mysqlpwd: "mysql password",
    pgpass: "pg pass",
    privatekey: "private key",
    publickey: "public key",
    refreshtoken: "refresh token",
    requirepass: "require password",
    rootpass: "root pass",
    rootpw: "root password",
    secretaccesskey: "secret access key",
    secretkey: "secret key",
    sessionsecret: "session secret",
    sharedkey: "shared key",
    sharedsecret: "shared secret",
    signingkey: "signing key",
    smtppass: "smtp pass",
    sslkeypassword: "ssl key password",
    storepass: "store pass",
    userpass: "user pass",
    userpw: "user password",
    webhooksecret: "webhook secret",
  }).map(([word, text]) => [word, text.split(" ")]),
);

/** Nothing else ends so: `pgpassword`, `adminpasswd`, `keypassphrase`. */
const passwordEnding = /^([a-z0-9]{2,24})(password|passwd|passphrase|passcode)$/;

/** `configchecksum`, `imagedigest`. */
const identifierEnding = /^([a-z]{3,24})(checksum|digest|fingerprint|thumbprint)$/;

/** `azurestorageaccountkey`, `stripeapikey`. */
const keyEnding =
  /^([a-z0-9]{2,30}?)(api|access|account|secret|private|signing|encryption|shared|master)(key|token|secret)$/;

/**
 * Splits a key into its words, in lower case: `APPLE_SHARED_SECRET`, `appleSharedSecret` and `apple.shared-secret` are the same
 * three words, `server-tokens` are two.
 *
 * @example wordsOf("dbPassword2") // ["db", "password", "2"]
 */
export function wordsOf(key: string): string[] {
  const words: string[] = [];
  for (const part of separated(key)) {
    const word = part.toLowerCase();
    const known = compounds.get(word);
    const ending =
      known === undefined && word.length > 7 ? (passwordEnding.exec(word) ?? identifierEnding.exec(word)) : null;
    if (known !== undefined) words.push(...known);
    else if (ending !== null) words.push(ending[1]!, ending[2]!);
    else if (word.length > 10 && keyEnding.test(word)) words.push(...keyEnding.exec(word)!.slice(1));
    else words.push(word);
  }
  return words;
}

/** Letters of other alphabets that look like Latin ones. */
const lookalikes = new Map(
  [..."аaеeоoрpсcхxуyіiѕsјjһhԁdոnοoαaρpεeιiκkνvτtυuАAВBЕEКKМMНHОOРPСCТTХXΑAΒBΕEΗHΙIΚKΜMΝNΟOΡPΤTΧX"].flatMap(
    (char, at, all) => (at % 2 === 0 ? [[char, all[at + 1]!] as const] : []),
  ),
);

/** One writing for all: without invisible characters, full-width letters and lookalikes. */
export function latin(key: string): string {
  if (/^[\x20-\x7e]*$/.test(key)) return key;
  const plain = key.normalize("NFKC").replace(/\p{Cf}|\p{M}/gu, "");
  return [...plain].map((char) => lookalikes.get(char) ?? char).join("");
}

function separated(key: string): string[] {
  return latin(key)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]{1,64})([A-Z][a-z])/g, "$1 $2")
    .replace(/([A-Za-z]{3})(\d{1,9})(?=$|[^A-Za-z0-9])/g, "$1 $2")
    .replace(/(\d)([A-Z][a-z])/g, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "");
}

/** @example withArticle("access key") // "an access key" */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
