/**
 * Where in S3 the journals of responses are copied to: `s3://BUCKET/PREFIX`. A prefix is needed, so that a role can be allowed that alone.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const journalPattern = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9_=.-]+)+$/;

/**
 * The name of an entry. An address of a webhook, which is a secret, is none: it has a colon.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export const entryPattern = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
