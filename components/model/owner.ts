/** Who answers for a secret: a team, and an address that reaches it at night. */
export interface Owner {
  /** For example `"payments"`. */
  team: string;
  /** An e-mail address, e.g. `"payments@example.com"`. */
  address: string;
}
