import { randomBytes, randomUUID } from "node:crypto";
import { hashSync } from "bcryptjs";
import { agreeOnNumeric, characterDefaults, characterProblems, randomCharacters } from "./characters";
import { randomType } from "./random-type";

const characters = { defaults: characterDefaults, normalize: agreeOnNumeric, check: characterProblems };

/** bcrypt reads no more of a password; the vendor cuts it off there, too. */
const bcryptLength = 72;

/** The types of random values that the lab draws. */
export const randomTypes = [
  randomType({
    module: "@pulumi/random/randomPassword",
    ...characters,
    draw: (inputs) => {
      const result = randomCharacters(inputs);
      // The value is no id: an id is shown.
      return { id: "none", state: { result, bcryptHash: hashSync(result.slice(0, bcryptLength), 10) } };
    },
  }),
  randomType({
    module: "@pulumi/random/randomString",
    ...characters,
    draw: (inputs) => {
      const result = randomCharacters(inputs);
      return { id: result, state: { result } };
    },
  }),
  randomType({
    module: "@pulumi/random/randomId",
    draw: ({ byteLength, prefix }) => {
      const bytes = randomBytes(Number(byteLength));
      const begin = typeof prefix === "string" ? prefix : "";
      const id = bytes.toString("base64url");
      const state = {
        b64Std: begin + bytes.toString("base64"),
        b64Url: begin + id,
        dec: begin + BigInt(`0x${bytes.toString("hex")}`).toString(),
        hex: begin + bytes.toString("hex"),
      };
      return { id, state };
    },
  }),
  randomType({
    module: "@pulumi/random/randomUuid",
    draw: () => {
      const result = randomUUID();
      return { id: result, state: { result } };
    },
  }),
];
