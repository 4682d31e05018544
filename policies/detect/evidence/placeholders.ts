const fillers =
  /change[\s_-]{0,3}(?:me|this|it)|replace[\s_-]{0,3}(?:me|this|it|with|default)|fill[\s_-]?(?:me|in)|place[\s_-]?holder|redacted|to[\s_-]?be[\s_-]|fixme|insert[\s_-]|^(?:enter|put|set|add)[\s_-]|your[\s_-]|^my-?(?:secret|token|password|pass)$|dummy|example|sample|not[\s_-]?a[\s_-]?real|somerandom|some[\s_-]?(?:random|secret|token|password)|foo-?bar|lorem|deadbeef|unused|overrid|notused|none[\s_-]set/i;
/** Four letters stand in a long random value by chance, so there they have to stand apart. */
const shortFillers = /todo|fake/i;
const shortFillersApart = /(?:^|[^A-Za-z0-9])(?:todo|fake)(?:[^A-Za-z0-9]|$)/i;
const repeated = /^(.)\1{3,}$/;
const runs = /([xX*.#_])\1{3,}/;
/** `<password>`, and the same as HTML writes it. */
const enclosed = /^(?:<{1,3}[^<>]{1,100}>{1,3}|&lt;[^<>]{1,100}&gt;)$/;
const sequence = /^(?:0?123456789|abcdef|1234567890abcdef)/i;

/** Words that no token holds by chance, as a pattern in which every engine agrees. */
export const fillerWords = "EXAMPLE|PLACEHOLDER|REDACTED|CHANGE_?ME|YOUR_|INSERT_|REPLACE_|TODO_";
const fillerMark = new RegExp(`${fillerWords}|([xX*.])\\1{5,}`);

/**
 * Says of itself that it is none, inside the format of a vendor: EXAMPLE, XXXX, REDACTED. Sequences such as 123456 say nothing
 * there.
 */
export function isFiller(value: string): boolean {
  return fillerMark.test(value) || /^\W*\w{2,12}[-_.](\w)\1{9,}$/.test(value);
}

/**
 * The first or the last characters of a credential, as manuals and logs show it: `eyJhbGciOi...`, `sk-ab…yz`. Where as much is shown
 * as a whole credential has, it may be a whole one.
 */
function isShortPart(value: string): boolean {
  if (!/\.\.\.|…/.test(value)) return false;
  const parts = value.split(/\.{3}|…/);
  const shown = parts.join("");
  return shown.length < 32 && /^[A-Za-z0-9+/=_-]{4,}$/.test(shown) && parts.length === 2;
}

/** Whether a text holds a word of those who leave a value to others. A long text such as a script holds them for other reasons. */
function holdsFiller(value: string): boolean {
  if (value.length > 100) return false;
  return fillers.test(value) || (value.length < 24 ? shortFillers : shortFillersApart).test(value);
}

/** Stands for a credential that is to be filled in, and was never meant to work. */
export function isPlaceholder(value: string): boolean {
  if (holdsFiller(value)) return true;
  if (repeated.test(value) || runs.test(value)) return true;
  if (/^[xX*.\-_#0]{2,}$/.test(value) || enclosed.test(value) || isShortPart(value)) return true;
  if (value.length > 15 && sequence.test(value)) return true;
  if (/^(?:PASSWORD|PASSWD|SECRET|TOKEN|APIKEY)$/.test(value)) return true;
  // The name of the variable that is meant: CLIENT_SECRET.
  return /^[A-Z]{2,}(?:_[A-Z0-9]{2,}){1,8}$/.test(value) && /PASS|SECRET|TOKEN|KEY|AUTH|CRED/.test(value);
}

/** Values that say there is none, or that are settings. */
const settings =
  /^(?:|true|false|yes|no|on|off|null|nil|none|undefined|n\/a|na|disabled|enabled|optional|required|auto|default|any|all|-|~|\{\}|\[\])$/i;

/** @example isSetting("true") // true */
export function isSetting(value: string): boolean {
  return settings.test(value);
}
