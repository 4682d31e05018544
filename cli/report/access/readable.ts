import { type AwsLocation, arn } from "../../../components/model/iam";
import type { InventoryItem } from "../../../components/model/inventory";
import type { RecordedResource } from "../../preview/resources";
import type { Declared } from "../declared";
import { type Document, readDocument } from "./document";

/** Something that holds a value: an entry of Secrets Manager, or a parameter. */
export interface Readable {
  kind: "secret" | "parameter";
  /** `"prod/api/app"`, `"/prod/api/LOG_LEVEL"`; the ARN of an entry that RDS owns. */
  name: string;
  /** With six letters in the place of those that Secrets Manager makes up. */
  arn: string;
  /** Empty where nothing says it. */
  service: string;
  tags: Record<string, string>;
  /** Its own policy, if it has one. */
  policy?: Document;
  /** How it is encrypted: not at all, with AWS's own key for the service, or with a key of the account. */
  key: { kind: "none" | "aws" } | { kind: "customer"; arn: string; policy?: Document };
  /** ARNs of the functions that rotate it. */
  rotatedBy: string[];
  /** What could not be evaluated, each a sentence. */
  gaps: string[];
}

/** Six letters that Secrets Manager adds to an entry's name in its ARN: `-??????` covers any. */
const suffix = "-AbCdEf";

/**
 * What can be read: the entries and parameters of the program, and the entries that RDS owns for it.
 *
 * @param items The inventory, which knows entries that are no resources of the program.
 */
export function readables(declared: Declared, items: readonly InventoryItem[], location: AwsLocation): Readable[] {
  const read = new Reader(declared, location);
  const secrets = declared.ofType("aws:secretsmanager/secret:Secret").map((secret) => read.secret(secret));
  const names = new Set(secrets.map(({ name }) => name));
  const owned = items.filter(({ entry }) => !names.has(entry)).map((item) => read.serviceOwned(item));
  const parameters = declared.ofType("aws:ssm/parameter:Parameter").map((parameter) => read.parameter(parameter));
  const key = ({ kind, service, name }: Readable) => `${service}\0${kind === "secret" ? 0 : 1}\0${name}`;
  return [...secrets, ...owned, ...parameters].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

class Reader {
  constructor(
    private readonly declared: Declared,
    private readonly location: AwsLocation,
  ) {}

  secret(secret: RecordedResource): Readable {
    const { declared, location } = this;
    const name = declared.text(secret, "name") ?? secret.name;
    const tags = declared.texts(secret, "tags");
    const gaps: string[] = [];
    const policy = this.policyOf(secret, gaps);
    return {
      kind: "secret",
      name,
      arn: arn("secretsmanager", location, `secret:${name}${suffix}`),
      service: tags["service"] ?? "",
      tags,
      ...(policy && { policy }),
      key: this.keyOf(secret, "kmsKeyId", gaps),
      rotatedBy: this.functionsOf(secret),
      gaps,
    };
  }

  /** It carries no tag of ours, and what its policy and key are the program does not say. */
  serviceOwned({ entry, service }: InventoryItem): Readable {
    const gaps = ["RDS made it: its own policy and its key are not known here."];
    return { kind: "secret", name: entry, arn: entry, service, tags: {}, key: { kind: "aws" }, rotatedBy: [], gaps };
  }

  parameter(parameter: RecordedResource): Readable {
    const { declared, location } = this;
    const name = declared.text(parameter, "name") ?? parameter.name;
    const tags = declared.texts(parameter, "tags");
    const gaps: string[] = [];
    const isSecure = declared.text(parameter, "type") === "SecureString";
    return {
      kind: "parameter",
      name,
      arn: arn("ssm", location, `parameter${name.startsWith("/") ? "" : "/"}${name}`),
      service: tags["service"] ?? "",
      tags,
      key: isSecure ? this.keyOf(parameter, "keyId", gaps) : { kind: "none" },
      rotatedBy: [],
      gaps,
    };
  }

  private policyOf(secret: RecordedResource, gaps: string[]): Document | undefined {
    const { declared } = this;
    const separate = declared
      .ofType("aws:secretsmanager/secretPolicy:SecretPolicy")
      .find((policy) => this.isOf(policy, "secretArn", secret));
    const holder = separate ?? secret;
    if (declared.isUnknown(holder, "policy")) {
      gaps.push("Its own policy is not known before up.");
      return undefined;
    }
    const text = declared.text(holder, "policy");
    if (text === undefined) return undefined;
    const document = readDocument("its own policy", text);
    if (!document) gaps.push("Its own policy could not be read.");
    return document;
  }

  private functionsOf(secret: RecordedResource): string[] {
    return this.declared
      .ofType("aws:secretsmanager/secretRotation:SecretRotation")
      .filter((rotation) => this.isOf(rotation, "secretId", secret))
      .flatMap((rotation) => this.declared.text(rotation, "rotationLambdaArn") ?? []);
  }

  /** An entry's id is known to AWS alone, so what names it is found by where the value comes from. */
  private isOf(resource: RecordedResource, property: string, secret: RecordedResource): boolean {
    return this.declared.comesFrom(resource, property, secret) || resource.parent === secret.urn;
  }

  private keyOf(resource: RecordedResource, property: string, gaps: string[]): Readable["key"] {
    const { declared, location } = this;
    if (declared.isUnknown(resource, property)) {
      const key = declared.ofType("aws:kms/key:Key").find((one) => declared.comesFrom(resource, property, one));
      const policy = key && declared.text(key, "policy");
      const document = policy === undefined ? undefined : readDocument("the key's policy", policy);
      if (!key) gaps.push("Its key is not known before up: who may decrypt is not evaluated.");
      return key
        ? { kind: "customer", arn: arn("kms", location, "key/????"), ...(document && { policy: document }) }
        : { kind: "aws" };
    }
    const given = declared.text(resource, property);
    if (given === undefined || given.startsWith("alias/aws/")) return { kind: "aws" };
    return { kind: "customer", arn: given };
  }
}
