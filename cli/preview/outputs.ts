import type { StackOutput } from "../../report/preview-report";
import type { Wire, WireProperties } from "./properties";
import { forPolicies, holdsSecret, isMapping, unknownText } from "./properties";

/** What the program exports, in a form that may be shown: no secret value, and nothing invented for what is unknown. */
export function describeOutputs(outputs: WireProperties): StackOutput[] {
  return Object.entries(forPolicies(outputs, true))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => ({ name, lines: show(value) }));
}

/** One line; of a list or mapping with more than one entry, one line an entry. */
function show(value: Wire): string[] {
  if (Array.isArray(value) && value.length > 1) return value.map((item) => `- ${inOneLine(item)}`);
  if (isMapping(value) && !holdsSecret(value) && Object.keys(value).length > 1) {
    return Object.entries(value).map(([key, child]) => `${key}: ${inOneLine(child)}`);
  }
  return [inOneLine(value)];
}

function inOneLine(value: Wire): string {
  if (value === unknownText) return "output<string>";
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (!isMapping(value)) return String(value);
  // The SDK lifts the mark of a secret up to the whole value, so that nothing beside it is shown either.
  if (holdsSecret(value)) return "[secret]";
  return `{ ${Object.entries(value)
    .map(([key, child]) => `${key}: ${inOneLine(child)}`)
    .join(", ")} }`;
}
