import type { SecretGroup } from "./service";

/** A rule's complaint: the keys from the service's root, and what was wanted. */
export interface RuleProblem {
  path: (string | number)[];
  message: string;
}

/** A group whose shape may still be wrong: the rules look at what is there, so that every problem is reported at once. */
export type LooseGroup = { [Key in keyof SecretGroup]?: Partial<SecretGroup[Key]> };
