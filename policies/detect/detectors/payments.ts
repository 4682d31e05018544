import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "payments",
  title: "Keys of payment providers",
  why: "A key of a payment provider moves money and reads who paid.",
  references: [
    "https://developer.squareup.com/docs/build-basics/access-tokens",
    "https://plaid.com/docs/api/tokens/",
    "https://developer.flutterwave.com/docs/authentication",
    "https://razorpay.com/docs/api/authentication/",
    "https://www.easypost.com/docs/api#authentication",
  ],
  shapes: {
    "a Square access token": ["sq0atp-{u:22-60}", "EAAA{u:22-100}"],
    "a Square application secret": ["sq0csp-{u:40-60}"],
    "a PayPal Braintree access token": ["access_token$production${n:16}${h:32}", "access_token$sandbox${n:16}${h:32}"],
    "a Plaid access token": ["access-sandbox-{uuid}", "access-development-{uuid}", "access-production-{uuid}"],
    "a Flutterwave secret key": ["FLWSECK_TEST-{x:12-32}", "FLWSECK-{x:12-32}-X", "FLWSECK_TEST-{x:32}-X"],
    "a Razorpay key": ["rzp_live_{a:14}"],
    "a GoCardless access token": ["live_{e:40}", "sandbox_{e:40}"],
    "an EasyPost API key": ["EZAK{a:54}", "EZTK{a:54}"],
    "a Duffel access token": ["duffel_test_{e:43}", "duffel_live_{e:43}"],
    "a Lob API key": ["live_{h:35}", "test_{h:35}", "live_pub_{h:31}", "test_pub_{h:31}"],
    "a Shippo token": ["shippo_live_{h:40}", "shippo_test_{h:40}"],
    "an Adyen API key": ["AQE{u:2}hmfuXNWTK0Qc+{z:40-200}"],
    "a Paystack secret key": ["sk_live_{n:40}", "sk_test_{n:40}"],
    "a Checkout.com secret key": ["sk_sbox_{n:26-40}", "sk_{uuid}"],
    "a Paddle API key": ["pdl_live_apikey_{n:26}_{a:22}_{a:3}", "pdl_sdbx_apikey_{n:26}_{a:22}_{a:3}"],
    "a Polar access token": ["polar_oat_{a:40-60}"],
  },
});
