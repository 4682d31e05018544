import { dropPrevious, reachPods, seedNew } from "../common-steps";
import type { Runbook } from "../runbook";

/** No overlap: whoever has the key signs what they like, as long as anybody believes it. */
export const runbook: Runbook = {
  id: "signing-key",
  title: "Signing key",
  appliesTo: "A key that signs or encrypts what others believe: tokens, cookies, webhooks of ours.",
  revoke: [
    {
      what: "Announce it to the team: everybody is signed out, and links and tokens in flight end. Do it all the same.",
    },
    seedNew("Put a new key. The old one ends when the pods have restarted."),
    dropPrevious,
  ],
  rotate: reachPods,
  audit: [
    { what: "Look for tokens that the application never issued: unknown ids, lifetimes, claims of administrators." },
    { what: "End the sessions that were opened with such a token, and look at what they did." },
  ],
  elsewhere: [],
  traps: [
    "A key set that verifies the previous key as well (JWKS, a list of keys in the configuration) keeps the leaked one alive: take it out there too.",
    "Public keys are cached by those who verify: an hour or a day.",
  ],
  references: ["https://datatracker.ietf.org/doc/html/rfc8725"],
};
