import { dropPrevious, reachPods, seedNew } from "../common-steps";
import type { Runbook } from "../runbook";

/** Whatever has no page of its own: the declaration's runbook has the rest. */
export const runbook: Runbook = {
  id: "generic",
  title: "Key of a third party",
  appliesTo:
    "Any other credential that a vendor issued (mode `manual`). The entry's runbook names the page and who has access.",
  revoke: [
    {
      what: "At the vendor: make a new key, and end the old one now, without an overlap.",
      check: "A call with the old key is refused.",
    },
  ],
  rotate: [seedNew("Put the new key."), ...reachPods, dropPrevious],
  audit: [
    {
      what: "Ask the vendor for its log of requests since the leak, with addresses: by support where there is no page.",
    },
  ],
  elsewhere: [],
  traps: [
    "Some vendors end a key only for new sessions: ask what becomes of tokens that it issued.",
    "Where two keys cannot stand beside each other, payments or calls fail until the pods have the new one: have the rollout ready first.",
  ],
  references: ["https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html"],
};
