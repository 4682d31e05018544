import { dropPrevious, reachPods, seedNew } from "../common-steps";
import type { Runbook } from "../runbook";

/** Rolled in the Dashboard, with the old key ending now. */
export const runbook: Runbook = {
  id: "stripe",
  title: "Stripe secret key",
  appliesTo: "A secret or restricted key of Stripe (`sk_live_`, `rk_live_`). With it money can be moved.",
  revoke: [
    {
      what: "In the Dashboard, https://dashboard.stripe.com/apikeys: the key's menu, Rotate key, expiration Now. Copy the new one once.",
      check: "The old key stands there no more. Payments fail until the pods have the new one: go on at once.",
    },
  ],
  rotate: [seedNew("Put the new key."), ...reachPods, dropPrevious],
  audit: [{ what: "Look for refunds, payouts, new bank accounts and exports that nobody of yours made." }],
  elsewhere: [
    { what: "Stripe's log of requests", link: "https://dashboard.stripe.com/logs" },
    {
      what: "Stripe's security history: who did what in the Dashboard",
      link: "https://dashboard.stripe.com/settings/security_history",
    },
  ],
  traps: [
    "An expiration of some hours leaves the thief those hours.",
    "Secrets of webhook endpoints (whsec_) are others: roll them on the endpoint's own page, if they lay beside the key.",
    "Limit the new key: a restricted key, with the addresses that may use it.",
  ],
  references: ["https://docs.stripe.com/keys", "https://docs.stripe.com/keys-best-practices"],
};
