import { arn, type AwsLocation, type PolicyDocument, policyDocument, type PolicyStatement } from "./iam";
import { viaServices } from "./via-services";
import type { StoreService } from "./role-names";
import { tagKeys } from "./tags";

/** The session tags that the operator sends with `sessionTagsPolicy: Simple`. */
const sessionTagKeys = ["esoNamespace", "esoStoreName", "esoStoreKind"] as const;

/** An entry that an AWS service owns, such as a master password of RDS. */
export interface ServiceOwnedEntry {
  /** Full ARN with its six random characters. */
  arn: string;
  /** The one namespace that may read it. */
  namespace: string;
}

/** What decides a store's trust. */
export interface StoreTrust {
  operatorRoleArn: string;
  /** Name of the store. */
  store: string;
  /** False for operators older than 2.5, which send no tags. */
  sessionTags: boolean;
}

/**
 * Who may become a store: the operator, for this store and no other.
 *
 * The tags of name and kind are compared, so that an object of the operator that names this role without them (a
 * generator, a store without `sessionTagsPolicy`) is refused. The namespace is not: the operator checks a store with an
 * empty one. Tags beyond the three are denied by name, because `ForAllValues` in an Allow would also pass without any tag.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html,
 * https://external-secrets.io/latest/provider/aws-access/#sts-session-tags
 */
export function storeTrust({ operatorRoleArn, store, sessionTags }: StoreTrust): PolicyDocument {
  const Principal = { AWS: operatorRoleArn };
  if (!sessionTags) {
    return policyDocument({ Sid: "Operator", Effect: "Allow", Principal, Action: "sts:AssumeRole" });
  }
  return policyDocument(
    {
      Sid: "OperatorForThisStore",
      Effect: "Allow",
      Principal,
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: { "aws:RequestTag/esoStoreName": store, "aws:RequestTag/esoStoreKind": "ClusterSecretStore" },
      },
    },
    {
      Sid: "NoOtherTags",
      Effect: "Deny",
      Principal,
      Action: "sts:TagSession",
      Condition: { "ForAnyValue:StringNotEquals": { "aws:TagKeys": [...sessionTagKeys] } },
    },
  );
}

/** What decides a store's rights. */
export interface StoreRights {
  service: StoreService;
  location: AwsLocation;
  /** Name of the environment: the first part of every entry's name. */
  environment: string;
  kmsKeyArn?: string;
  serviceOwnedEntries: readonly ServiceOwnedEntry[];
  sessionTags: boolean;
  /** Namespaces that may read the store. */
  namespaces: readonly string[];
}

/**
 * What a store may read: values of its own service, of this environment, of the namespace that asks; without session tags,
 * of the namespaces that may ask. Listing is not among it (only `find` needs it), and everything of the other service is
 * denied: credentials and configuration never mix.
 *
 * Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function storePolicy(rights: StoreRights): PolicyDocument {
  const service = services[rights.service];
  return policyDocument(
    {
      Sid: "ReadThisEnvironment",
      Effect: "Allow",
      Action: service.read,
      Resource: entries(rights),
      Condition: rights.sessionTags
        ? sameNamespace(service.resourceTag)
        : { StringEquals: { [`${service.resourceTag}/${tagKeys.namespace}`]: [...rights.namespaces] } },
    },
    ...readServiceOwned(rights),
    ...decrypt(rights),
    { Sid: "NeverTheOtherService", Effect: "Deny", Action: service.other, Resource: "*" },
  );
}

/** The operator reads a single value with one call in both services: its `find` alone needs more. */
const services = {
  SecretsManager: {
    prefix: "secretsmanager",
    read: "secretsmanager:GetSecretValue",
    resource: "secret",
    resourceTag: "secretsmanager:ResourceTag",
    encryptionContext: "kms:EncryptionContext:SecretARN",
    other: "ssm:*",
  },
  ParameterStore: {
    prefix: "ssm",
    read: "ssm:GetParameter",
    resource: "parameter",
    resourceTag: "aws:ResourceTag",
    encryptionContext: "kms:EncryptionContext:PARAMETER_ARN",
    other: "secretsmanager:*",
  },
} as const;

/** Secrets are `secret:prod/...`; parameters are named `/prod/...` and written `parameter/prod/...`. */
function entries({ service, location, environment }: StoreRights): string {
  const { prefix, resource } = services[service];
  const separator = service === "SecretsManager" ? ":" : "/";
  return arn(prefix, location, `${resource}${separator}${environment}/*`);
}

/** The second condition keeps a session without a namespace from reading entries whose tag is empty as well. */
function sameNamespace(resourceTag: string): PolicyStatement["Condition"] {
  return {
    StringEquals: { [`${resourceTag}/${tagKeys.namespace}`]: "${aws:PrincipalTag/esoNamespace}" },
    StringLike: { "aws:PrincipalTag/esoNamespace": "?*" },
  };
}

/** Entries of another service carry no tag of ours: each is named, and the namespace is compared here. */
function readServiceOwned({ service, serviceOwnedEntries, sessionTags }: StoreRights): PolicyStatement[] {
  const read = (Sid: string, arns: string[], when?: PolicyStatement["Condition"]): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action: services[service].read,
    Resource: [...new Set(arns)].sort(),
    ...(when && { Condition: when }),
  });
  if (serviceOwnedEntries.length === 0) return [];
  if (!sessionTags) {
    return [
      read(
        "ReadServiceOwned",
        serviceOwnedEntries.map((entry) => entry.arn),
      ),
    ];
  }
  const namespaces = [...new Set(serviceOwnedEntries.map((entry) => entry.namespace))].sort();
  return namespaces.map((namespace, index) => {
    const owned = serviceOwnedEntries.filter((entry) => entry.namespace === namespace).map((entry) => entry.arn);
    const when = { StringEquals: { "aws:PrincipalTag/esoNamespace": namespace } };
    return read(`ReadServiceOwned${index + 1}`, owned, when);
  });
}

/**
 * The key opens only what this service hands to it, and only for this environment's entries.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
function decrypt(rights: StoreRights): PolicyStatement[] {
  if (rights.kmsKeyArn === undefined) return [];
  const { prefix, encryptionContext } = services[rights.service];
  const owned = rights.serviceOwnedEntries.map((entry) => entry.arn);
  return [
    {
      Sid: "DecryptThisEnvironment",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: rights.kmsKeyArn,
      Condition: {
        StringEquals: { "kms:ViaService": viaServices(rights.location.region, prefix) },
        StringLike: { [encryptionContext]: [entries(rights), ...[...new Set(owned)].sort()] },
      },
    },
  ];
}
