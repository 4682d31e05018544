import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "aws",
  title: "AWS keys",
  why: "An access key works from anywhere until someone deletes it, with all rights of its user.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
    "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
  ],
  shapes: {
    "an AWS access key": ["AKIA{q:16}", "ASIA{q:16}", "ABIA{q:16}", "ACCA{q:16}"],
    "an Amazon Bedrock API key": ["ABSKQmVkcm9ja0FQSUtleS{b:90-260}{=}"],
    "a short-lived Amazon Bedrock API key": ["bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{z:20-4000}"],
    "an Amazon Marketplace Web Service token": ["amzn.mws.{uuid}"],
    "a Login with Amazon client secret": ["amzn1.oa2-cs.v1.{h:64}"],
  },
});
