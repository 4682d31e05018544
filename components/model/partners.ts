import type { Partner } from "./service";

/** What Secrets Manager knows of a partner's credentials. */
export interface PartnerFacts {
  /** The entry's type, by which Secrets Manager finds the partner. */
  type: string;
  /** Properties of the entry's JSON. A person gives each of them. */
  properties: readonly string[];
  /** Metadata of the rotation: name to what it must look like. */
  metadata: Readonly<Record<string, { pattern: RegExp; wanted: string; required: boolean }>>;
}

/**
 * The partners that Secrets Manager rotates credentials at. Another one is a row more.
 *
 * Snowflake's `encryptPrivateKey` is left out: with it a rotation adds a passphrase, a key that no pod has asked for.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-partners.html, one page a partner
 */
export const partners: Readonly<Record<Partner["name"], PartnerFacts>> = {
  salesforce: {
    type: "SalesforceClientSecret",
    properties: ["consumerKey", "consumerSecret", "baseUri", "appId", "consumerId"],
    metadata: {
      apiVersion: { pattern: /^v(6[5-9]|[7-9]\d|\d{3})\.\d$/, wanted: 'a version from "v65.0"', required: true },
      adminSecretArn: {
        pattern: /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/,
        wanted: "the ARN of the entry of an administrator",
        required: false,
      },
    },
  },
  snowflake: {
    type: "SnowflakeKeyPairAuthentication",
    properties: ["account", "user", "privateKey", "publicKey"],
    metadata: {
      cryptographicAlgorithm: { pattern: /^RS(256|384|512)$/, wanted: '"RS256", "RS384" or "RS512"', required: false },
    },
  },
  bigid: { type: "BigIDClientSecret", properties: ["hostname", "refreshToken"], metadata: {} },
};

/**
 * The variables of a partner's credential, each with the property of the entry's JSON that it is read from.
 *
 * @example partnerVariables({ name: "bigid" }) // { BIGID_HOSTNAME: "hostname", BIGID_REFRESH_TOKEN: "refreshToken" }
 */
export function partnerVariables({ name, prefix = name.toUpperCase() }: Partner): Record<string, string> {
  const words = (property: string) => property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return Object.fromEntries(
    (partners[name]?.properties ?? []).map((property) => [`${prefix}_${words(property)}`, property]),
  );
}
