import { isObject, type Properties } from "../core/values";
import { textAt } from "./values";

/** The API server's "no": its own message, which names the object and the field. */
export class ApiError extends Error {
  override readonly name = "Error";

  /**
   * @param code HTTP status, for example 404.
   * @param reason The server's word for it, for example `"NotFound"`, `"Conflict"`, `"Invalid"`.
   * @param message What the server said.
   */
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }

  /** @param body What the server answered: a Status object, or anything that stands in its place. */
  static of(code: number, body: unknown): ApiError {
    const status: Properties = isObject(body as Properties) ? (body as Properties) : {};
    const message = textAt(status, ["message"]) ?? `the API server answered ${code}: ${String(body).slice(0, 500)}`;
    return new ApiError(code, textAt(status, ["reason"]) ?? "", message);
  }
}

/** The cluster does not answer at all. */
export class UnreachableError extends Error {
  override readonly name = "Error";
}

/** The server has no such kind: its CustomResourceDefinition is not there (yet). */
export class UnknownKindError extends Error {
  override readonly name = "Error";
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.code === 404;
export const isForbidden = (error: unknown): boolean => error instanceof ApiError && error.code === 403;
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.reason === "Conflict";
export const isAlreadyExists = (error: unknown): boolean =>
  error instanceof ApiError && error.reason === "AlreadyExists";

/** The namespace that an object shall stand in is not there (yet). */
export function isNamespaceMissing(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404 && /^namespaces "[^"]*" not found$/.test(error.message);
}
