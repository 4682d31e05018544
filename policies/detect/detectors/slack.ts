import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "slack",
  title: "Slack tokens and webhooks",
  why: "A token reads channels and writes in the name of a bot or a person; a webhook's URL is enough to write.",
  references: ["https://api.slack.com/concepts/token-types", "https://api.slack.com/messaging/webhooks"],
  verify: {
    "a Slack bot token": holdsSecretPart,
    "a Slack user token": holdsSecretPart,
    "a Slack workspace token": holdsSecretPart,
    "a Slack configuration token": holdsSecretPart,
    "a Slack session token": holdsSecretPart,
  },
  shapes: {
    "a Slack bot token": ["xoxb-{u:18-200}"],
    "a Slack user token": ["xoxp-{u:18-200}", "xoxo-{d:6-20}-{u:10-200}"],
    "a Slack workspace token": ["xoxa-{u:12-200}", "xoxr-{u:12-200}", "xoxs-{u:12-200}"],
    "a Slack configuration token": ["xoxe.xoxp-{u:20-300}", "xoxe.xoxb-{u:20-300}", "xoxe-{u:20-300}"],
    "a Slack session token": ["xoxc-{u:20-200}", "xoxd-{z:20-400}"],
    "a Slack app-level token": ["xapp-{d:1}-{a:5-20}-{d:5-20}-{a:20-100}"],
    "a Slack webhook": [
      "hooks.slack.com/services/{b:40-60}",
      "hooks.slack.com/workflows/{b:40-80}",
      "hooks.slack.com/triggers/{b:30-80}",
    ],
  },
});

/** The ids of team, user and app in front are public, and all digits; what comes behind them is the secret. */
function holdsSecretPart(token: string): boolean {
  return token.split(/[-.]/).some((part) => part.length >= 8 && /[A-Za-z]/.test(part));
}
