import type { Detector } from "../detector";
import { alphabets, madeUp } from "../samples";

const detector: Detector = {
  id: "slack",
  title: "Slack tokens and webhooks",
  why: "A token reads channels and writes in the name of a bot or a person; a webhook's URL is enough to write.",
  references: ["https://api.slack.com/concepts/token-types", "https://api.slack.com/messaging/webhooks"],
  formats: [
    {
      what: "a Slack token",
      prefixes: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxo-", "xoxs-", "xoxe-", "xoxe.", "xoxc-", "xoxd-"],
      pattern: /xox(?:[abopsrcd]-(?:\d-)?[A-Za-z0-9%-]{10,300}|e(?:\.xox[bp])?-(?:\d-)?[A-Za-z0-9-]{20,300})/,
    },
    {
      what: "a Slack app-level token",
      prefixes: ["xapp-"],
      pattern: /xapp-\d-[A-Z0-9]{5,20}-\d{6,20}-[a-z0-9]{30,100}/i,
    },
    {
      what: "a Slack webhook",
      prefixes: ["hooks.slack.com/"],
      pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+/]{40,64}/,
    },
  ],
  leaks: () => [
    {
      keyPath: ["data", "SLACK"],
      value: "xo" + `xb-${madeUp(12, alphabets.digits)}-${madeUp(12, alphabets.digits)}-${madeUp(24)}`,
    },
    {
      keyPath: ["data", "ALERTS"],
      value:
        "https://hooks.slack" +
        `.com/services/T${madeUp(10, alphabets.upperAlnum)}/B${madeUp(10, alphabets.upperAlnum)}/${madeUp(24)}`,
    },
    {
      keyPath: ["data", "APP"],
      value:
        "xa" + `pp-1-A${madeUp(10, alphabets.upperAlnum)}-${madeUp(13, alphabets.digits)}-${madeUp(64, alphabets.hex)}`,
    },
  ],
  innocent: () => [
    { keyPath: ["data", "doc"], value: "Bot tokens begin with xox" + "b-." },
    { keyPath: ["data", "SLACK_URL"], value: "https://slack.com/api" },
    { keyPath: ["data", "SLACK_TOKEN"], value: "$(SLACK_TOKEN)" },
  ],
};
export default detector;
