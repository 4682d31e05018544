import assert from "node:assert/strict";
import { detect } from "../../policies/detect/index";
import { alphabets, madeUp } from "../../policies/detect/samples";

const hex = madeUp(32, alphabets.hex);
const random = madeUp(40);
const gitlab = ["gl", "pat-", madeUp(20)].join("");
const slack = (...parts: string[]) => ["xo", "xb-", parts.join("-")].join("");

/** Levels but placeholder that are found in a value alone, and in a file around it. */
function levels(value: string, key = "notes.txt"): string[] {
  const inFile = detect({ keyPath: ["data", key], value: `first: 1\n${value}\nlast: 2\n` });
  return [...detect({ keyPath: ["data", key], value }).findings, ...inFile.findings]
    .map(({ level }) => level)
    .filter((level) => level !== "placeholder");
}

function areInnocent(cases: readonly [what: string, value: string][]): void {
  for (const [what, value] of cases) it(`is innocent: ${what}`, () => assert.deepEqual(levels(value), []));
}

function areFound(cases: readonly [what: string, value: string, key?: string][]): void {
  for (const [what, value, key] of cases) it(`is found: ${what}`, () => assert.notDeepEqual(levels(value, key), []));
}

describe("a part of a credential", () => {
  areInnocent([
    ["its beginning", `token: ${madeUp(24)}...`],
    ["its beginning, with an ellipsis", `export TOKEN=${madeUp(24)}…`],
    ["its beginning and its end", `api_key=${madeUp(8)}...${madeUp(6)}`],
    ["ids of Slack whose secret part is masked", `${slack("572370529330", "573807301142")}-####################`],
  ]);
  areFound([
    ["a whole token with dots behind", `token: ${gitlab}...`],
    ["a whole shared secret with dots behind", `APPLE_SHARED_SECRET: ${hex}...`],
    ["a whole shared secret with dots inside", `APPLE_SHARED_SECRET: ${hex.slice(0, 16)}...${hex.slice(16)}`],
    ["a password with dots", `password: ${["wait", "what1"].join("...")}!`],
    ["a token of Slack with masks behind", `${slack("572370529330", madeUp(24))}####`],
  ]);
});

describe("a name with the hash of a file", () => {
  areInnocent([
    ["a script", `main.${hex.slice(0, 20)}.js`],
    ["a style sheet", `vendor-${hex}.min.css`],
    ["a picture whose name ends like a token's beginning", `http://assets.internal/box.ico-${hex}.png`],
    ["a script in a page", `<script src="/static/main.${hex.slice(0, 20)}.js"></script>`],
    ["a version in a URL", `https://cdn.internal/app.css?v=${hex}`],
  ]);
  areFound([
    ["a token of a vendor that is named like a script", `https://cdn.internal/${gitlab}.js`],
    ["a key of Infracost without a name in front", `ico-${madeUp(32)}`],
    ["a credential under its key, named like a script", `APPLE_SHARED_SECRET: main-${hex}.js`],
    ["a random value with another ending", `setting: ${random}.txt`],
  ]);
});

describe("a random value for visitors", () => {
  areInnocent([
    ["a form's token in a page", `<input type="hidden" name="authenticity_token" value="${random}${random}" />`],
    ["a page's token against forgery", `<meta name="csrf-token" content="${random}">`],
    ["the verification of a site", `google-site-verification=${random}`],
    ["the key of a captcha's site", `recaptcha_site_key: 6L${random}`],
    ["a publishable key", `STRIPE_PUBLISHABLE_KEY=${["pk", "live", madeUp(24)].join("_")}`],
    ["an audience", `audience: ${random}.apps.internal`],
  ]);
  areFound([
    ["what signs tokens against forgery", `CSRF_SECRET: ${random}`],
    ["the key that signs them", `csrf_secret_key: ${random}`],
    ["the secret of a captcha", `RECAPTCHA_SECRET_KEY: ${random}`],
    ["the verification of receipts", `APPLE_VERIFICATION: ${hex}`],
    ["a vendor's token as a form's", `csrf_token: ${gitlab}`],
    ["a random value behind a key that says nothing", `SETTING=${random}`],
  ]);
});

describe("a piece of a program", () => {
  areInnocent([
    ["a string that goes on behind a variable", `echo 'password = '.$p['config']['daemon_password']."\\n";`],
    ["labels", `usernameLabel:"Username:",passwordLabel:"Password:",rememberMeLabel:"Remember me:"`],
    ["a variable in two kinds of quotes", `echo 'export DATABASE_PASSWORD="'$PRECOMPILE_PASSWORD'"' >> .env`],
    ["a string that a variable is added to", `var password = "abc" + word + "def";`],
    ["a formatted string", `password = f"{user}_{number}"`],
    ["the name of what is wanted", `  --db-password=DB_PASSWORD   what the database asks for`],
    ["a placeholder with entities", `"password": "&lt;YOURS&gt;"`],
    ["several words with entities", `password=&lt;the database's password&gt;`],
  ]);
  areFound([
    ["a random string that something is added to", `var password = "${random}" + "";`],
    ["a random string that a variable is added to", `var password = "${random}" + suffix;`],
    ["a password in two kinds of quotes", `run --password="'${madeUp(9)}'" --now`],
    ["a password behind a flag", `run --db-password=${madeUp(9)} --now`],
    ["a password with an anchor", `password: &x ${madeUp(9)}`],
    ["a password with an anchor of odd characters", `password: &x;y ${madeUp(9)}`],
    ["a password with an entity", `password=&lt${madeUp(9)}`],
  ]);
});

describe("what only looks like a credential by its key", () => {
  areInnocent([
    ["a checksum that is written together", `configchecksum: ${madeUp(63, alphabets.hex)}`],
    ["a public key", `WIREGUARD_PUBLIC_KEY: ${madeUp(43, alphabets.base64)}=`],
    ["a key that every visitor's browser sends", `{"api_key": "${["ph", "c_", madeUp(43)].join("")}"}`],
    [
      "an empty password in SQL",
      "CHANGE MASTER TO\n  MASTER_USER='root',\n  MASTER_PASSWORD='',\n  MASTER_CONNECT_RETRY=10;",
    ],
    ["the word for what is to be filled in", `"password": "PASSWORD"`],
    ["the key of a Secret", "authentication:\n  passwordSecret:\n    secretName: bridge\n    password: bridge-pw"],
  ]);
  areFound([
    ["a private key of WireGuard", `WIREGUARD_PRIVATE_KEY: ${madeUp(43, alphabets.base64)}=`],
    ["a password in SQL", `CHANGE MASTER TO\n  MASTER_PASSWORD='${["winter", "storm"].join("")}',\n  MASTER_PORT=1;`],
    ["a weak password", `password: ${["pass", "word"].join("")}`],
    ["a secret with a password in it", `dbSecret:\n  user: app\n  password: ${["winter", "storm"].join("")}`],
    ["a random value instead of the key of a Secret", `passwordSecret:\n  secretName: bridge\n  password: ${random}`],
  ]);
});

describe("the documented key of an emulator", () => {
  const key = ["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsu", "Fq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="].join("");
  const connection = (accountKey: string) =>
    `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${accountKey};BlobEndpoint=http://a:10000/d`;

  areInnocent([
    ["in a connection string", connection(key)],
    ["under a key that names it", `AZURE_STORAGE_KEY: ${key}`],
  ]);
  areFound([
    ["another key of the same account", connection(madeUp(86, alphabets.base64) + "==")],
    ["a password that is a part of it, elsewhere", `${connection(key)}\npassword: ${key.slice(0, 12)}`],
    ["a password beside it", `${connection(key)};Password=${madeUp(12)}`],
  ]);
});
