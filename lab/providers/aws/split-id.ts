import { ProviderError } from "../core/errors";

/**
 * The two parts of an id that the vendor puts together.
 *
 * @param form How to write one, such as `"role:name"`.
 * @throws ProviderError where it has not two parts, as when somebody imports by another id.
 */
export function splitId(id: string, separator: string, form: string): [string, string] {
  const at = id.indexOf(separator);
  if (at > 0 && at < id.length - separator.length) return [id.slice(0, at), id.slice(at + separator.length)];
  throw new ProviderError(`the id ${id} is not of the form ${form}`);
}
