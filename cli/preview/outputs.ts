import type { StackOutput } from "../../report/preview-report";
import type { Wire, WireProperties } from "./properties";
import { forPolicies, holdsSecret, holdsUnknown } from "./properties";

/** What the program exports, in a form that may be shown: no secret value, and nothing invented for what is unknown. */
export function describeOutputs(outputs: WireProperties): StackOutput[] {
  return Object.entries(forPolicies(outputs, true))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => ({ name, shown: show(value) }));
}

function show(value: Wire): string {
  if (holdsSecret(value)) return "[secret]";
  if (holdsUnknown(value) && (typeof value !== "object" || value === null)) return "output<string>";
  return JSON.stringify(showInside(value));
}

function showInside(value: Wire): Wire {
  if (Array.isArray(value)) return value.map(showInside);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, showInside(child)]));
  }
  return holdsUnknown(value) ? "output<string>" : value;
}
