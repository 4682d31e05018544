import type { Detector } from "../detector";
import { madeUp } from "../samples";

const detector: Detector = {
  id: "stripe",
  title: "Stripe keys",
  why: "A secret key takes payments, makes refunds and reads customers.",
  references: ["https://docs.stripe.com/keys", "https://docs.stripe.com/webhooks#verify-official-libraries"],
  formats: [
    {
      what: "a Stripe secret key",
      prefixes: ["sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_"],
      pattern: /[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}/,
    },
    { what: "a Stripe webhook secret", prefixes: ["whsec_"], pattern: /whsec_[A-Za-z0-9+/]{24,64}={0,2}/ },
  ],
  leaks: () => [
    { keyPath: ["data", "STRIPE_SECRET_KEY"], value: "sk_" + "live_" + madeUp(24) },
    { keyPath: ["data", "BILLING"], value: "rk_" + "live_" + madeUp(99) },
    { keyPath: ["data", "HOOK"], value: "wh" + "sec_" + madeUp(32) },
  ],
  innocent: () => [
    { keyPath: ["data", "STRIPE_PUBLISHABLE_KEY"], value: "pk_" + "live_" + madeUp(24) },
    { keyPath: ["data", "doc"], value: "Keys begin with sk_" + "live_." },
    { keyPath: ["data", "STRIPE_SECRET_KEY"], value: "{{ .Values.stripe }}" },
  ],
};
export default detector;
