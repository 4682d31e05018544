import type { Detector } from "../detector";
import { alphabets, madeUp } from "../samples";

const detector: Detector = {
  id: "aws",
  title: "AWS access keys",
  why: "An access key works from anywhere until someone deletes it, with all rights of its user.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
  ],
  formats: [
    {
      what: "an AWS access key",
      prefixes: ["AKIA", "ASIA", "ABIA", "ACCA"],
      pattern: /(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/,
    },
    {
      what: "an Amazon Bedrock API key",
      prefixes: ["ABSK"],
      pattern: /ABSK[A-Za-z0-9+/]{109,269}={0,2}/,
    },
    {
      what: "a short-lived Amazon Bedrock API key",
      prefixes: ["bedrock-api-key-"],
      pattern: /bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/=_-]{0,4000}/,
    },
    {
      what: "an Amazon Marketplace Web Service token",
      prefixes: ["amzn.mws."],
      pattern: /amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
    },
  ],
  leaks: () => [
    { keyPath: ["data", "AWS_ACCESS_KEY_ID"], value: "AK" + "IA" + madeUp(16, alphabets.base32, 3) },
    {
      keyPath: ["data", "credentials"],
      value: `[default]\naws_access_key_id = ${"AS" + "IA"}${madeUp(16, alphabets.base32, 4)}\n`,
    },
    { keyPath: ["data", "BEDROCK"], value: "AB" + "SK" + madeUp(128, alphabets.base64, 5) },
  ],
  innocent: () => [
    { keyPath: ["data", "role"], value: "arn:aws:iam::123456789012:role/api" },
    { keyPath: ["data", "doc"], value: "An id begins with AK" + "IA." },
    { keyPath: ["data", "AWS_SECRET_ACCESS_KEY"], value: "$(AWS_SECRET_ACCESS_KEY)" },
  ],
};
export default detector;
