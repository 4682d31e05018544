import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "messaging",
  title: "Keys of mail and messaging services",
  why: "A key of a messaging service sends in your name, which is how phishing arrives from your own domain.",
  references: [
    "https://www.twilio.com/docs/iam/api-keys",
    "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    "https://core.telegram.org/bots/features#botfather",
    "https://mailchimp.com/developer/marketing/guides/quick-start/",
    "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
  ],
  shapes: {
    "a SendGrid API key": ["SG.{u:22}.{u:43}"],
    "a Twilio API key": ["SK{x:32}"],
    "a Brevo API key": ["xkeysib-{h:64}-{a:16}", "xsmtpsib-{h:64}-{a:16}"],
    "a Mailgun key": ["key-{n:32}"],
    "a Mailchimp API key": ["{h:32}-us{d:1-2}"],
    "a MailerSend token": ["mlsn.{a:64}"],
    "a Resend API key": ["re_{a:8}_{a:24}"],
    "a Telegram bot token": ["{d:10}:AA{u:33}", "{d:9}:AA{u:33}", "{d:8}:AA{u:33}"],
    "a Discord webhook": [
      "discord.com/api/webhooks/{d:17-20}/{u:60-80}",
      "discordapp.com/api/webhooks/{d:17-20}/{u:60-80}",
    ],
    "a Microsoft Teams webhook": [
      ".webhook.office.com/webhookb2/{z:30-120}@{z:30-60}/IncomingWebhook/{a:32}/{u:30-40}",
      "outlook.office.com/webhook/{z:30-120}@{z:30-60}/IncomingWebhook/{a:32}/{u:30-40}",
      ".webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{h:32}/{uuid}",
      "outlook.office.com/webhook/{uuid}@{uuid}/IncomingWebhook/{h:32}/{uuid}",
      ".logic.azure.com:443/workflows/{h:32}/",
    ],
    "a Courier token": ["pk_prod_{N:28}", "dk_prod_{N:28}"],
    "a Zapier webhook": ["hooks.zapier.com/hooks/catch/{b:10-40}"],
    "a Google Chat webhook": ["chat.googleapis.com/v1/spaces/{u:6-20}/messages?key={u:30-50}"],
  },
});
