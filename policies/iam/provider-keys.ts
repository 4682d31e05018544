import type { Finding } from "../engine/rule";
import { unknown, type Value, type ValueMap } from "../engine/value";

const fix =
  "remove accessKey and secretKey: the provider then takes the identity of whoever runs Pulumi. For another account, give\n" +
  "assumeRoles a role's ARN; in GitHub Actions, assume the role of GitHubOidc by OIDC.";

/**
 * Judges the credentials of an AWS provider. The engine asks about providers as about resources, the default one included,
 * whose keys stand in the stack's own config (`aws:accessKey`).
 */
export function judgeAwsProvider(props: ValueMap): Finding[] {
  const given = ["accessKey", "secretKey"].filter((field) => isGiven(props[field]));
  if (given.length === 0 || isEmulator(props)) return [];
  const keyPath = given[0]!;
  const fields = given.join(" and ");
  if (isGiven(props.token)) {
    const text = `${fields} of the provider hold a session, which stands in Pulumi's state and ends before the next run.`;
    return [{ level: "advisory", keyPath, text, fix }];
  }
  const verb = given.length === 1 ? "is a long-lived key" : "are a long-lived key";
  return [
    { level: "mandatory", keyPath, text: `${fields} of the provider ${verb}, and stand in Pulumi's state.`, fix },
  ];
}

function isGiven(value: Value | undefined): boolean {
  return value === unknown || (typeof value === "string" && value !== "");
}

/**
 * Emulators and other stores that speak S3 take any text. AWS's own keys begin with four letters that say what they are.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
function isEmulator({ accessKey, endpoints, skipCredentialsValidation }: ValueMap): boolean {
  if (typeof accessKey !== "string" || /^A[A-Z0-9]{3}[A-Z2-7]{12,}$/.test(accessKey)) return false;
  const hasEndpoints = typeof endpoints === "string" ? /https?:/.test(endpoints) : endpoints !== undefined;
  return hasEndpoints || [true, "true"].some((on) => skipCredentialsValidation === on);
}
