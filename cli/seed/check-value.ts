import { isSetting, isPlaceholder as looksLikePlaceholder } from "../../policies/detect/evidence/placeholders";
import { detect } from "../../policies/detect/index";

/** What no key types into a value, a tab and line ends apart. */
const isControl = (character: string): boolean => {
  const code = character.charCodeAt(0);
  return (code < 32 && !"\t\n\r".includes(character)) || code === 127;
};

/**
 * Says why a value is not put, to be read after "the value", or nothing. It never shows a part of it.
 *
 * @param key The key of the entry's JSON, e.g. `"STRIPE_SECRET_KEY"`.
 */
export function valueProblem(key: string, value: string): string | undefined {
  if (value === "") return "is empty";
  if ([...value].some(isControl)) return "holds a control character, as arrow keys type them";
  if (value.trim() === "") return "is white space alone";
  if (/[\r\n]$/.test(value)) return "ends with a line end, which an application would get, too: give it without";
  if (value !== value.trim()) return "begins or ends with white space: give it without";
  if (isPlaceholder(key, value)) return "is a placeholder";
  return undefined;
}

/** Whether a value stands for a credential that is to be filled in, or says that there is none. */
export function isPlaceholder(key: string, value: string): boolean {
  if (isSetting(value)) return true;
  // In a long random value such a word may stand by chance.
  if ((value.length <= 24 || /[\s<>]/.test(value)) && looksLikePlaceholder(value)) return true;
  return [key, "password"].some((name) => {
    const { findings } = detect({ keyPath: [name], value, place: "manifest" });
    return findings.length > 0 && findings.every(({ level }) => level === "placeholder");
  });
}
