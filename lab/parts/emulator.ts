import { join } from "node:path";

import type { Part } from "./part";
import { pythonPart } from "./python-packages";

const version = "5.2.5";

/** moto, the AWS emulator. */
export function emulator(): Part {
  return pythonPart({
    name: "emulator",
    version,
    title: `the AWS emulator (moto ${version})`,
    cold: "a minute",
    user: "the AWS emulator",
    requirements: join(__dirname, "..", "emulator", "requirements.txt"),
  });
}
