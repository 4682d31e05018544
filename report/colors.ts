import pico from "picocolors";

/** Functions that wrap a text in a colour, or leave it as it is. */
export type Colors = ReturnType<typeof pico.createColors>;

/**
 * Colours on a terminal, none elsewhere.
 *
 * @param wanted False for `--no-color`.
 * @param stream Where the text goes.
 * @param environment NO_COLOR, when set to anything, turns colours off (https://no-color.org).
 */
export function chooseColors(
  wanted: boolean,
  stream: { isTTY?: boolean },
  environment: Record<string, string | undefined>,
): Colors {
  return pico.createColors(wanted && stream.isTTY === true && !environment["NO_COLOR"]);
}
