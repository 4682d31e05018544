/** A value that nobody but its owner may see. */
export interface Value {
  /** Where it belongs, for a message, e.g. `"dev/api/app STRIPE_SECRET_KEY"`. */
  name: string;
  value: string;
}

/** A text that no value may stand in. */
export interface Place {
  /** For a message, e.g. `"logs/emulator.log"`. */
  name: string;
  text: string;
}

/** Shorter texts stand everywhere by chance. */
const shortest = 8;

/**
 * Looks for every value in every place, as it is and in the spellings that it gets on its way: base64 (wherever it begins
 * within), URL-encoded, escaped in JSON once and twice.
 *
 * @returns One sentence for each place, value and spelling. No value is in it.
 */
export function findValues(values: readonly Value[], places: readonly Place[]): string[] {
  return values.flatMap(({ name, value }) => {
    const sought = Object.entries(spellings(value));
    return places.flatMap((place) =>
      sought
        .filter(([, texts]) => texts.some((text) => place.text.includes(text)))
        .map(([spelling]) => `${place.name} holds ${name}, ${spelling}`),
    );
  });
}

/** The spellings of a value; none where it is too short to be told from chance. */
export function spellings(value: string): Record<string, string[]> {
  if (value.length < shortest) return {};
  const json = escaped(value);
  return {
    "as it is": [value],
    "in base64": [0, 1, 2].flatMap((offset) => base64At(value, offset)),
    "URL-encoded": [encodeURIComponent(value), new URLSearchParams({ "": value }).toString().slice(1)],
    "escaped in JSON": [json, escaped(json)],
  };
}

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** What base64 makes of a value that begins so many bytes behind a multiple of three, without what its neighbours decide. */
function base64At(value: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const whole = bytes.subarray(offset === 0 ? 0 : 3, bytes.length - (bytes.length % 3));
  return whole.length < shortest / 2 ? [] : [whole.toString("base64"), whole.toString("base64url")];
}
