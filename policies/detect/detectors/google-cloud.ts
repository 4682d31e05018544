import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "google-cloud",
  title: "Google keys and tokens",
  why: "A key of Google Cloud is billed and trusted until someone deletes it.",
  references: [
    "https://cloud.google.com/docs/authentication/api-keys",
    "https://cloud.google.com/iam/docs/keys-create-delete",
    "https://developers.google.com/identity/protocols/oauth2",
  ],
  shapes: {
    "a Google API key": ["AIza{u:35}"],
    "a Google OAuth client secret": ["GOCSPX-{u:28}"],
    "a Google OAuth access token": ["ya29.{u:30-1000}"],
    "a Google OAuth refresh token": ["1//0{u:40-200}"],
    "a Google Cloud HMAC key": ["GOOG1E{N:55}", "GOOG{N:20}"],
    "a Firebase Cloud Messaging server key": ["AAAA{u:7}:APA91b{u:100-180}"],
  },
});
