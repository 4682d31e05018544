import { detect } from "../detect/index";
import { leaves, type KeyPath } from "../engine/leaves";
import type { Resource } from "../engine/rule";
import { isMap, type Value } from "../engine/value";
import { decodeBase64 } from "../places/place";
import { shortestNeedle } from "./needle-search";

/** A secret value, and where it belongs. */
export interface SecretValue {
  text: string;
  /** The resource that it comes from. */
  of: Pick<Resource, "urn" | "type" | "name">;
  /** The keys that lead to it there. */
  keyPath: KeyPath;
}

/** What a property holds: one credential, or several values of which some are credentials. */
type Holding = "credential" | "values" | "base64";

/** Where credentials are at home, by type and property. */
const homes: Readonly<Record<string, Readonly<Record<string, Holding>>>> = {
  "aws:secretsmanager/secretVersion:SecretVersion": { secretString: "values", secretBinary: "base64" },
  "aws:ssm/parameter:Parameter": { value: "values" },
  "aws:rds/instance:Instance": { password: "credential" },
  "aws:rds/cluster:Cluster": { masterPassword: "credential" },
  "aws:docdb/cluster:Cluster": { masterPassword: "credential" },
  "aws:redshift/cluster:Cluster": { masterPassword: "credential" },
  "aws:redshiftserverless/namespace:Namespace": { adminUserPassword: "credential" },
  "aws:elasticache/replicationGroup:ReplicationGroup": { authToken: "credential" },
  "aws:elasticache/user:User": { passwords: "credential" },
  "aws:memorydb/user:User": { authenticationMode: "values" },
  "aws:mq/broker:Broker": { users: "values" },
  "aws:directoryservice/directory:Directory": { password: "credential" },
  "aws:iam/accessKey:AccessKey": { secret: "credential", sesSmtpPasswordV4: "credential" },
  "aws:apigateway/apiKey:ApiKey": { value: "credential" },
  "random:index/randomPassword:RandomPassword": { result: "credential" },
  "random:index/randomBytes:RandomBytes": { base64: "credential", hex: "credential" },
  "tls:index/privateKey:PrivateKey": { privateKeyPem: "credential", privateKeyOpenssh: "credential" },
  "kubernetes:core/v1:Secret": { stringData: "values", data: "base64" },
};

/** Types of which every output is a secret: what comes from them is one, even while it is not known. */
export const wholeSecretTypes: ReadonlySet<string> = new Set([
  "random:index/randomPassword:RandomPassword",
  "random:index/randomBytes:RandomBytes",
]);
/** Types that have secret outputs and others, such as an ARN. */
export const partlySecretTypes: ReadonlySet<string> = new Set(["aws:secretsmanager/secretVersion:SecretVersion"]);

/** Whether credentials are at home in a type of resource. */
export function isHome(type: string): boolean {
  return Object.hasOwn(homes, type);
}

/** The secret values of a resource, as far as they are known and tell something: nothing short, and no setting beside them. */
export function* secretsOf(resource: Resource): Generator<SecretValue> {
  const { type, props } = resource;
  if (type === "aws:ssm/parameter:Parameter" && props.type !== "SecureString") return;
  for (const [property, holding] of Object.entries(homes[type] ?? {})) {
    for (const { keyPath, value } of leaves(props[property], [property])) {
      if (typeof value !== "string") continue;
      const text = holding === "base64" ? decodeBase64(value) : value;
      if (text === undefined) continue;
      for (const [inner, secret] of holding === "credential" ? [[[], text] as const] : valuesIn(text)) {
        const path = [...keyPath, ...inner];
        for (const line of holding === "credential" ? linesOf(secret) : credentialsIn(path, secret)) {
          yield { text: line, of: resource, keyPath: path };
        }
      }
    }
  }
}

/** The values of a JSON object, or the text itself. */
function valuesIn(text: string): (readonly [KeyPath, string])[] {
  if (!text.startsWith("{")) return [[[], text]];
  try {
    const parsed = JSON.parse(text) as Value;
    return [...leaves(isMap(parsed) ? parsed : text, [])].flatMap(({ keyPath, value }) =>
      typeof value === "string" ? [[keyPath, value] as const] : [],
    );
  } catch {
    return [[[], text]];
  }
}

/** Keys beside a credential whose values stand in settings too. */
const settingKey =
  /(^|[^a-z])(host|hostname|endpoint|address|port|engine|user|username|login|db|dbname|database|schema|name|region|zone|url|uri|email|domain|bucket|account|id|identifier|arn|type|format|version|issuer|audience|scope|path|file|crt|cert|certificate|ca|public|pub|jwks|known_hosts|namespace|owner|cluster|service|queue|topic)$/i;

/**
 * What of a value beside others is a credential: a password in a URL, or the value itself. A key may say so, or the value's
 * texture; a host name under HOST is none, because it belongs into a ConfigMap.
 */
function credentialsIn(keyPath: KeyPath, value: string): string[] {
  const inUrl = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i.exec(value)?.[1];
  if (inUrl !== undefined) return [value, inUrl].flatMap(linesOf);
  const { findings } = detect({ keyPath, value, place: "manifest" });
  if (findings.some(({ level }) => level !== "placeholder")) return linesOf(value);
  const key = String(keyPath.at(-1)).replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  if (findings.length > 0 || settingKey.test(key)) return [];
  // Letters and digits without the marks of names, addresses and sentences.
  return /^(?=.*\d)(?=.*[A-Za-z])[^\s./:@-]{12,}$/.test(value) ? linesOf(value) : [];
}

/** A key in PEM is indented where it is pasted, so its longest line stands for it. */
function linesOf(secret: string): string[] {
  const lines = secret.trim().split(/\r?\n/);
  const longest = lines.reduce((one, other) => (other.trim().length > one.length ? other.trim() : one), "");
  return longest.length >= shortestNeedle && isTelling(longest) ? [longest] : [];
}

const everyday = new Set(
  (
    "password changeit changeme postgres postgresql username database administrator production staging development " +
    "localhost disabled enabled required optional kubernetes terraform 12345678 123456789 1234567890"
  ).split(" "),
);

/** Whether a value would not be found by chance. */
function isTelling(value: string): boolean {
  return !everyday.has(value.toLowerCase()) && new Set(value).size > 3;
}
