"use strict";
// Keys that an application signs with, and that are rotated with an overlap.

/**
 * @param {string} value
 * @param {Date} [now]
 */
function signingKeys(value, now = new Date()) {
  if (typeof value !== "string" || value === "") throw new TypeError("signingKeys got no value; wanted a secret's");
  if (!value.startsWith("{")) return { current: value, accepted: [value] };
  const { current, previous } = parsed(value);
  const accepts = previous !== undefined && now.getTime() < Date.parse(previous.until);
  return { current, accepted: accepts ? [current, previous.key] : [current] };
}

/**
 * The message of a parser may show a part of the value.
 *
 * @param {string} value
 * @returns {{ current: string, previous?: { key: string, until: string } }}
 */
function parsed(value) {
  try {
    const ring = JSON.parse(value);
    const { current, previous } = ring;
    const isKey = (/** @type {unknown} */ key) => typeof key === "string" && key !== "";
    const isWhole = previous === undefined || (isKey(previous.key) && !Number.isNaN(Date.parse(previous.until)));
    if (isKey(current) && isWhole) return ring;
  } catch {
    // It is said below.
  }
  throw new TypeError(
    "signingKeys got a value that is neither a key nor a ring of keys.\n" +
      'Fix: wanted a key alone, or what the rotation function writes, {"current": ..., "previous": {"key": ..., "until": ...}}.',
  );
}

module.exports = { signingKeys };
