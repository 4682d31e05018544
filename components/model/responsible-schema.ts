import { z } from "zod";

/** What a tag's value may hold: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;
/** The page with the steps. It becomes a tag. */
export const runbook = z
  .url({ protocol: /^https$/, error: 'wanted an https URL, e.g. "https://runbooks.example.com/api"' })
  .regex(tagValue, { error: "wanted an https URL without ?, # and other characters that a tag cannot hold" });
/** Who answers. The team becomes a tag. */
export const owner = z.strictObject(
  {
    team: z.string().regex(tagValue, { error: 'wanted the name of a team, e.g. "payments"' }),
    address: z.email({ error: 'wanted an e-mail address that reaches the team, e.g. "payments@example.com"' }),
  },
  { error: 'wanted who answers for it, e.g. { team: "payments", address: "payments@example.com" }' },
);
