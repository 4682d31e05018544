import type { Detector, Piece, Verdict } from "../detector";
import { judgeNamed } from "../evidence/judge-value";
import { isTelling } from "../evidence/hints";
import { readOne } from "../evidence/key-name";
import { bare, isExpression } from "../evidence/value";
import { withArticle } from "../evidence/words";
import { madeUp } from "../samples";

/**
 * The key of a pair inside a longer text and what stands behind it: a flag, a field of a connection string, a parameter of a URL,
 * a variable in front of a command.
 */
const key =
  /(?<![\w.@-])(?<!\$\{)(-{0,2}[A-Za-z_][\w.-]{1,80}(?: (?:[Pp]assword|[Kk]ey))?)(["']?\]?\s?(?:string )?(?:=>|==?|[:?+.]{1,4}=|:(?!\/\/))\s?|["'] ?, ?|\s+)/g;
/** What a variable is where nobody sets it: `${DB_PASSWORD:-x}` in a shell, `${db.password:x}` in Spring. */
const fallback = /\$\{([A-Za-z_][\w.]{1,80}):[-=]?([^{}$?\s+-][^{}$\s]{1,200})\}/g;
/** What stands in front of `secret:` in the ARN of a Secrets Manager entry, which names the entry and not its value. */
const arn = /\barn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:\d{12}:$/;
/** Characters of the longest text that `arn` matches. */
const longestArn = 80;
const valueBehind =
  /"((?:[^"\\\n]|\\.){1,400})"|'([^'\n]{1,400})'|`([^`\n]{1,400})`|\\"([^"\n]{1,400})\\"|([^\s"'`,;&|<>)\]}\\]{2,400})/y;

const detector: Detector = {
  id: "inline-credential",
  title: "Credentials inside a longer line",
  why: "Command lines, connection strings and log-in modules carry a credential in the middle of a value that looks like a setting.",
  references: [
    "https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-string-syntax",
    "https://www.postgresql.org/docs/current/libpq-connect.html",
    "https://docs.confluent.io/platform/current/security/authentication/overview.html",
  ],
  order: 50,
  judge,
  leaks: () => [
    { keyPath: ["data", "DSN"], value: `host=db user=api password=${madeUp(10)} dbname=api` },
    {
      keyPath: ["data", "CONNECTION"],
      value: `Server=db,1433;Database=a;User ID=api;Password=${madeUp(12)};Encrypt=True`,
    },
    { keyPath: ["data", "run.sh"], value: `set -e\nloader --host db --password=${madeUp(10)} --table x\n` },
    { keyPath: ["data", "run.sh"], value: `set -e\nenv LOG=1 PGPASSWORD=${madeUp(10)} psql -h db\n` },
    { keyPath: ["data", "jaas"], value: `x.PlainLoginModule required username="a" password="${madeUp(10)}";` },
    { keyPath: ["data", "CALLBACK"], value: `https://api.internal/hook?api_key=${madeUp(24)}&x=1` },
  ],
  innocent: () => [
    { keyPath: ["data", "DSN"], value: "host=db user=api password=$(DB_PASSWORD) dbname=api" },
    { keyPath: ["data", "run.sh"], value: 'set -e\nloader --password="$PASSWORD" --password-file=/run/p\n' },
    { keyPath: ["data", "run.sh"], value: "set -e\necho the password is wrong\n" },
    { keyPath: ["data", "QUERY"], value: "https://api.internal/hook?token_type=bearer&x=1" },
    {
      keyPath: ["data", "ENTRY"],
      value: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/app-${madeUp(6)}`,
    },
  ],
};
export default detector;

function judge({ value, isCode }: Piece): Verdict[] {
  if (value.length < 8 || !/[\s=:,]/.test(value)) return [];
  const text = value.slice(0, 20_000);
  const verdicts: Verdict[] = [];
  for (const match of text.matchAll(key)) {
    const [, name, operator] = match as unknown as [string, string, string];
    const word = name.replace(/^-+/, "");
    if (!isTelling(word) || arn.test(text.slice(Math.max(0, match.index - longestArn), match.index))) continue;
    // Behind a blank stands a value only where a flag asks for one.
    if (operator.trim() === "" && !/^--|^-[A-Za-z]{4}/.test(name)) continue;
    valueBehind.lastIndex = match.index + match[0].length;
    const found = valueBehind.exec(text);
    if (found === null) continue;
    const quoted = found[1] ?? found[2] ?? found[3] ?? found[4];
    const isQuoted = quoted !== undefined;
    if (operator.includes(",") && !isQuoted) continue;
    const end = valueBehind.lastIndex;
    // The quote that begins the value closes a string around the key: 'password = ' . x . 'y'.
    if (isQuoted && /^\s*[.+,&]/.test(quoted) && /^[\w$]/.test(text.slice(end, end + 1))) continue;
    const secret = bare(quoted ?? found[5]!);
    // A flag, or a pattern of sed.
    if (!isQuoted && (isExpression(secret) || /^[-.[\\(^*]/.test(secret))) continue;
    const level = judgeNamed(secret, readOne(word), {
      isCode: isCode === true && !isQuoted,
      isLiteral: isQuoted,
    });
    if (level === undefined) continue;
    // A usage line: --password=PASSWORD.
    if (name.startsWith("--") && secret === word.toUpperCase().replaceAll("-", "_")) continue;
    // A piece that is joined with something else: "abc" + variable.
    const isPiece = isQuoted && /^\s{0,4}[.+]\s{0,4}[A-Za-z_$(]/.test(text.slice(end, end + 12));
    if (isPiece && level !== "certain") continue;
    // In a sentence "the password: see below" is no pair.
    const isSentence = operator.includes(":") && !isQuoted && level !== "certain";
    if (!isSentence) verdicts.push({ what: withArticle(readOne(word).noun), level, secret });
  }
  return text.includes("${") ? [...verdicts, ...fallbacksIn(text)] : verdicts;
}

function fallbacksIn(text: string): Verdict[] {
  return [...text.matchAll(fallback)].flatMap(([, name, secret]) => {
    const reading = readOne(name!);
    const level = judgeNamed(secret!, reading, { isLiteral: true });
    return level === undefined ? [] : [{ what: withArticle(reading.noun), level, secret: secret! }];
  });
}
