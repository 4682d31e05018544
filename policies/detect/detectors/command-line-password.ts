import type { Detector, Piece, Verdict } from "../detector";
import { isPlaceholder } from "../evidence/placeholders";
import { bare, isExpression, isInnocent } from "../evidence/value";
import { madeUp } from "../samples";

interface Command {
  what: string;
  /** Group 1 is the credential. */
  pattern: RegExp;
}

const commands: readonly Command[] = [
  {
    what: "a MySQL password on a command line",
    pattern:
      /\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump|mycli)\b[^\n|;&]{0,300}?\s-p("[^"\n]+"|'[^'\n]+'|[^\s"';|&]+)/,
  },
  {
    what: "a user's password on a command line",
    pattern:
      /\b(?:curl|wget|http|https|xh)\b[^\n|;]{0,500}?\s(?:-u|--user|--proxy-user|-U|-a|--auth)[\s=]?["']?[^\s"':$<{[]{1,80}:("[^"\n]+"|'[^'\n]+'|[^\s"';|&]+)/,
  },
  { what: "a password for sshpass", pattern: /\bsshpass\s+-p\s*("[^"\n]+"|'[^'\n]+'|[^\s"';|&]+)/ },
  {
    what: "a Redis password on a command line",
    pattern: /\bredis-cli\b[^\n|;&]{0,200}?\s(?:-a|--pass)\s+("[^"\n]+"|'[^'\n]+'|[^\s"';|&]+)/,
  },
  {
    what: "a password on a command line",
    pattern:
      /\b(?:(?:docker|podman|helm(?: registry)?|oras|skopeo|crane(?: auth)?|buildah) login|mongo|mongosh|mongodump|mongorestore|sqlcmd|bcp|psexec|net use|rclone|az|oc|vault|influx|cqlsh|kinit|ldapsearch|ldapadd|ldapmodify)\b[^\n|;&]{0,300}?\s(?:-p|-P|-w|--password|--passwd|-Password)[\s=]("[^"\n]+"|'[^'\n]+'|[^\s"';|&-][^\s"';|&]*)/i,
  },
  {
    what: "an encryption passphrase on a command line",
    pattern: /\bopenssl\b[^\n|;&]{0,300}?\s-(?:pass|passin|passout)\s+pass:("[^"\n]+"|'[^'\n]+'|[^\s"';|&]+)/,
  },
  {
    what: "a keystore password on a command line",
    pattern: /\bkeytool\b[^\n|;&]{0,400}?\s-(?:storepass|keypass)\s+("[^"\n]+"|'[^'\n]+'|[^\s"';|&]+)/,
  },
];
const names =
  /mysql|mariadb|mycli|curl|wget|http|xh|sshpass|redis-cli|docker|podman|helm|oras|skopeo|crane|buildah|mongo|sqlcmd|bcp|psexec|rclone|cqlsh|kinit|ldap|openssl|keytool|vault|influx|net use|\b(?:az|oc)\s/i;

const detector: Detector = {
  id: "command-line-password",
  title: "Passwords on a command line",
  why: "A script with a password is read by everyone who reads the ConfigMap, and the password shows in the process list as well.",
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html",
    "https://curl.se/docs/manpage.html#-u",
    "https://cwe.mitre.org/data/definitions/214.html",
  ],
  order: 30,
  judge,
  leaks: () => [
    { keyPath: ["data", "init.sh"], value: `set -e\nmysql -h db -u root -p${madeUp(8)} < schema.sql\n` },
    { keyPath: ["data", "init.sh"], value: `set -e\ncurl -s -u elastic:${madeUp(10)} http://es:9200\n` },
    { keyPath: ["data", "init.sh"], value: `set -e\nredis-cli -h r -a ${madeUp(10)} ping\n` },
    { keyPath: ["data", "init.sh"], value: `set -e\ndocker login -u ci -p ${madeUp(14)} registry\n` },
  ],
  innocent: () => [
    { keyPath: ["data", "init.sh"], value: 'set -e\nmysql -h db -u root -p"$MYSQL_ROOT_PASSWORD" < schema.sql\n' },
    { keyPath: ["data", "init.sh"], value: 'set -e\ncurl -s -u "${USER}:${PASS}" http://es:9200\n' },
    { keyPath: ["data", "init.sh"], value: "set -e\nmkdir -p /data\nmysqladmin ping\n" },
    { keyPath: ["data", "init.sh"], value: "set -e\nmysql -P 3306 --protocol tcp\n" },
  ],
};
export default detector;

function judge({ value }: Piece): Verdict[] {
  if (value.length < 10 || !names.test(value)) return [];
  const verdicts: Verdict[] = [];
  for (const { what, pattern } of commands) {
    const written = pattern.exec(value.slice(0, 20_000))?.[1];
    if (written === undefined) continue;
    const secret = bare(written);
    if (
      secret.length < 2 ||
      isExpression(secret) ||
      isInnocent(secret, "password") ||
      /^[<[{*.-]|^\d{1,5}(?::\d{1,5})?$|^(?:in|out)$/.test(secret)
    )
      continue;
    const isDummy =
      isPlaceholder(secret) ||
      /^(?:my|your|the|some)?_?-?(?:pass|password|pwd|passwd|token|secret|test|yyy)>?$/i.test(secret);
    verdicts.push({ what, level: isDummy ? "placeholder" : "certain", secret });
  }
  return verdicts;
}
