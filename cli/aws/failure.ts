import { UserError } from "../user-error";

/** The parts of an SDK error that are looked at. */
interface ServiceError {
  name: string;
  message: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

const noCredentials = new Set(["CredentialsProviderError", "TokenProviderError"]);
const staleCredentials = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidSignatureException",
]);
const credentialsFix =
  "Fix: export AWS_PROFILE=PROFILE, and aws sso login if it has expired; aws sts get-caller-identity shows who you are.";

/** Whether AWS answered an error that says: nothing was done. No answer, or an error of its own, leaves that open. */
export function isRefusal(error: unknown): boolean {
  const { name, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  return noCredentials.has(name) || (status !== undefined && status >= 400 && status < 500);
}

/**
 * What a failed call to AWS is to its reader. AWS repeats arguments in some of its messages, so only those are shown that are
 * known to hold names alone.
 *
 * @param error What the SDK threw.
 * @param doing What was tried, to be read after "AWS refused": `"reading prod/api/app (secretsmanager:GetSecretValue)"`.
 * @param state What things are like now, a sentence.
 */
export function awsFailure(error: unknown, doing: string, state: string): UserError {
  const { name, message, $metadata } = error as ServiceError;
  if (noCredentials.has(name)) return new UserError(`There are no AWS credentials. ${state}\n${credentialsFix}`);
  if (staleCredentials.has(name)) {
    return new UserError(`AWS does not accept these credentials (${name}). ${state}\n${credentialsFix}`);
  }
  const request = $metadata?.requestId ? `, request ${$metadata.requestId}` : "";
  const status = $metadata?.httpStatusCode;
  if (status === undefined) {
    const fix = "Fix: look at the network, at AWS_ENDPOINT_URL and at the region, then run this again.";
    return new UserError(`AWS gave no answer on ${doing} (${name}). ${state}\n${fix}`);
  }
  if (name === "AccessDeniedException" || name === "AccessDenied") {
    const fix = "Fix: take a role that may do this; the deploy role of CI may not read or write values in production.";
    return new UserError(`AWS refused ${doing}: ${message}. ${state}\n${fix}`);
  }
  return new UserError(`AWS refused ${doing} (${name}, status ${status}${request}). ${state}\nFix: run this again.`);
}
