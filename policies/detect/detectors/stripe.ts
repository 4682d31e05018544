import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "stripe",
  title: "Stripe keys",
  why: "A secret key takes payments, makes refunds and reads customers.",
  references: ["https://docs.stripe.com/keys", "https://docs.stripe.com/webhooks"],
  shapes: {
    "a Stripe secret key": ["sk_live_{a:10-250}", "sk_test_{a:10-250}", "sk_prod_{a:10-250}"],
    "a restricted Stripe key": ["rk_live_{a:10-250}", "rk_test_{a:10-250}", "rk_prod_{a:10-250}"],
    "a webhook secret": ["whsec_{b:24-64}{=}"],
  },
});
