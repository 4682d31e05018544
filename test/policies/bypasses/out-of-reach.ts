import { contraband } from "./contraband";

/** What the guard does not block, and why. */
export interface OutOfReach {
  technique: string;
  /** Titles of the contraband that gets past. Default: all. */
  contraband?: readonly string[];
  reason: string;
}

/** A test fails when one of these is blocked after all, so that the list stays true. */
export const outOfReach: readonly OutOfReach[] = [
  {
    technique: "under a key with a prefix and a suffix",
    contraband: ["Apple's shared secret"],
    reason:
      "NEXT_PUBLIC_..._SECRET says that everyone may read it, and browsers' keys are 32 hex digits too; a password or a vendor's " +
      "format is found there.",
  },
  {
    technique: "commented out in YAML",
    contraband: ["a weak password"],
    reason:
      "What is commented out is an example more often than not. A random value or a vendor's format is found there.",
  },
  {
    technique: "shifted by thirteen letters",
    contraband: contraband.map(({ title }) => title).filter((title) => title !== "a database URL"),
    reason:
      "A cipher leaves nothing to recognize. Whoever writes the program can always encrypt a value; review finds it.",
  },
  {
    technique: "as a hash",
    reason: "A hash does not open anything by itself, and checksums of secrets are how workloads restart.",
  },
];
