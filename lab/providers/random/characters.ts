import { randomInt } from "node:crypto";
import type { Problem } from "../core/resource-type";
import { type Properties, type Value } from "../core/values";

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
/** The vendor's own, documented as the default of `overrideSpecial`. */
const defaultSpecial = "!@#$%&*()-_=+[]{}<>:?";

/** The vendor's defaults for a password or a string. */
export const characterDefaults: Properties = {
  lower: true,
  minLower: 0,
  minNumeric: 0,
  minSpecial: 0,
  minUpper: 0,
  number: true,
  numeric: true,
  special: true,
  upper: true,
};

/** Inputs with `numeric` and its older name `number` agreeing, as the vendor keeps them. */
export function agreeOnNumeric(inputs: Properties): Properties {
  const numeric = inputs["numeric"] === false || inputs["number"] === false ? false : true;
  return { ...inputs, numeric, number: numeric };
}

/** What the vendor refuses about lengths. */
export function characterProblems(inputs: Properties): Problem[] {
  const { length } = inputs;
  if (typeof length !== "number") return [];
  if (!Number.isInteger(length) || length < 1) {
    return [{ property: "length", reason: "length must be a whole number of at least 1" }];
  }
  const least = kinds(inputs).reduce((sum, { minimum }) => sum + minimum, 0);
  if (least > length) {
    return [
      {
        property: "length",
        reason: `length is ${length}, but minLower, minUpper, minNumeric and minSpecial ask for ${least}`,
      },
    ];
  }
  return kinds(inputs).some(({ wanted }) => wanted) || least === length
    ? []
    : [{ property: "length", reason: "one of lower, upper, numeric and special must be true" }];
}

/** Random text of the wanted kinds, from the system's generator. */
export function randomCharacters(inputs: Properties): string {
  const all = kinds(inputs)
    .filter(({ wanted }) => wanted)
    .map(({ characters }) => characters)
    .join("");
  const least = kinds(inputs).flatMap(({ characters, minimum }) => pick(characters, minimum));
  return shuffle([...least, ...pick(all, Number(inputs["length"]) - least.length)]).join("");
}

interface Kind {
  characters: string;
  wanted: boolean;
  minimum: number;
}

function kinds(inputs: Properties): Kind[] {
  const special = inputs["overrideSpecial"];
  return [
    kind(lower, inputs["lower"], inputs["minLower"]),
    kind(lower.toUpperCase(), inputs["upper"], inputs["minUpper"]),
    kind(digits, inputs["numeric"], inputs["minNumeric"]),
    kind(typeof special === "string" && special ? special : defaultSpecial, inputs["special"], inputs["minSpecial"]),
  ];
}

function kind(characters: string, wanted: Value, minimum: Value): Kind {
  return { characters, wanted: wanted !== false, minimum: typeof minimum === "number" ? minimum : 0 };
}

function pick(characters: string, count: number): string[] {
  return Array.from({ length: count }, () => characters[randomInt(characters.length)]!);
}

/** Fisher and Yates: every order is as likely as any other. */
function shuffle(items: string[]): string[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
