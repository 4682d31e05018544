import type { Day } from "./days";
import type { GitHubRepository } from "./github-subject";
import type { EnvironmentRef } from "./references";

/** A replica of every entry in another region. */
export interface Replica {
  /** For example `"eu-central-1"`. */
  region: string;
  /** Key in that region. Default: the account's `aws/secretsmanager`. */
  kmsKeyArn?: string;
}

/** How this environment keeps its Secrets Manager entries. */
export interface SecretsConfig {
  /** Days in which a deleted entry can be restored: 7 to 30, or 0 for none. Default 30. */
  recoveryWindowInDays: number;
  /** Default: none. */
  replicas: Replica[];
  /** A customer key. Default: the account's `aws/secretsmanager`. */
  kmsKeyArn?: string;
  /** Whether a generated value needs a reason in its declaration. Default: in production, see `isProduction`. */
  generatedNeedsReason?: boolean;
}

/** The EKS cluster, which exists already. */
export interface ClusterConfig {
  /** Its name in EKS, e.g. `"platform-prod"`: kubectl asks `aws eks get-token` for it. */
  name: string;
  /** URL of the API server. */
  endpoint: string;
  /** Certificate authority of the API server, base64 of the PEM text, as `aws eks describe-cluster` prints it. */
  certificateAuthority: string;
  /** URL of the cluster's OIDC issuer. */
  issuer: string;
  /** ARN of the IAM OIDC provider that stands for the issuer. */
  oidcProviderArn: string;
}

/** What the stack file says about GitHub Actions. */
export interface GitHubConfig {
  /** An IAM OIDC provider for GitHub that exists already. Default: one is created. An account holds one at most. */
  providerArn?: string;
  /** Slug of the enterprise whose own issuer signs the tokens, e.g. `"octo-corp"`. Default: GitHub's common issuer. */
  enterprise?: string;
  /** Repositories whose jobs deploy and preview this environment. */
  repositories: GitHubRepository[];
  /** Seconds: 3600 to 43200. Default 3600. */
  sessionDuration?: number;
  /** Whether the deploy role is denied reading and writing values. Default: in production, see `isProduction`. */
  denySecretValues?: boolean;
}

/** How large External Secrets Operator is. */
export interface OperatorConfig {
  /** Two replicas of every part, spread and guarded against disruption. Default: in production, see `isProduction`. */
  highlyAvailable?: boolean;
  /**
   * Version of the chart. Default: the one that the component pins. Older than 2.5, the stores do not tell the namespaces
   * that may read them apart.
   */
  chartVersion?: string;
  /** Namespace of the operator, which exists already. Default `external-secrets`. */
  namespace?: string;
}

/** How changed values come into the cluster before the refresh. */
export interface EventSyncConfig {
  /** Whether events bring them. Default: in production, see `isProduction`; elsewhere the refresh does, within the hour. */
  enabled?: boolean;
  /** Version of the companion's chart. Default: the one that the component pins. */
  chartVersion?: string;
  /** Digest of the companion's image. Default: the version's tag alone. */
  imageDigest?: string;
}

/** What restarts the consumers of a changed Secret. */
export interface ReloaderConfig {
  /** Two replicas, guarded against disruption. Default: in production, see `isProduction`. */
  highlyAvailable?: boolean;
  /** Version of the chart. Default: the one that the component pins. */
  chartVersion?: string;
  /** Namespace of Reloader, which exists already. Default `reloader`. */
  namespace?: string;
}

/** How the cluster judges ConfigMaps that are applied to it. */
export interface AdmissionConfig {
  /** `warn`, `deny` or `off`. Default: `deny` in production, see `isProduction`, `warn` elsewhere. */
  action?: "warn" | "deny" | "off";
  /** Namespaces that are judged. Default: every one but `exceptNamespaces`. */
  namespaces?: string[];
  /** Namespaces that are never judged. Default: those of Kubernetes itself. */
  exceptNamespaces?: string[];
}

/** Who is reminded of rotations by hand, and told of those that failed. */
export interface RemindersConfig {
  /** Whether anybody is. Default: in production, see `isProduction`. */
  enabled?: boolean;
  /** Addresses that hear of everything. Default: none. */
  emails?: string[];
  /** Whether the owners that the declarations name are reminded of what is theirs. Default true. */
  owners?: boolean;
  /** A topic that exists already. Default: one is created, with its key. */
  topicArn?: string;
  /** Full hour of the day, 4 to 21. Default 9. */
  hour?: number;
  /** Time zone of the hour, e.g. `"Europe/Berlin"`. Default `"UTC"`. */
  timezone?: string;
}

/** Who is told of reads by others than the known readers, and of deletions. */
export interface AuditConfig {
  /** Whether anything is watched. Default: in production, see `isProduction`, where there is a topic to tell by. */
  enabled?: boolean;
  /** Whether reads are watched: a trail has to log them. Default true. */
  reads?: boolean;
  /** ARNs of roles and users that may read, beside the operator and rotation functions. Default: none. */
  readers?: string[];
  /** Reads by others within five minutes that count as a burst. Default 10. */
  burst?: number;
}

/** What `strongroom respond` tells, and where. */
export interface RespondConfig {
  /** Bucket and prefix that get a copy of each journal, e.g. `"s3://acme-incidents/strongroom"`. Default: none. */
  journal?: string;
  /** The entry that holds the address of the webhook for the internal message, e.g. `"prod/platform/incident-webhook"`. Default: none. */
  webhook?: string;
  /** The topic for the internal message. Default: none. */
  topicArn?: string;
}

/** The alerts of Prometheus. */
export interface PrometheusRulesConfig {
  /** Whether there are any: the cluster has to know PrometheusRules. Default false. */
  enabled?: boolean;
  /** Namespace of the object, which exists already. Default `external-secrets`. */
  namespace?: string;
  /** Labels by which Prometheus picks its rules. Default: none. */
  labels?: Record<string, string>;
}

/** Where AWS's rotation functions for databases run. Needed by a service with mode `database`. */
export interface NetworkConfig {
  /** Subnets that reach the databases and Secrets Manager. Default: none. */
  subnetIds?: string[];
  /** Security groups of the functions. Default: none. */
  securityGroupIds?: string[];
}

/** A stack file, validated. */
export interface Environment extends EnvironmentRef {
  /** Name of the stack: the environment's, or with a team's behind it, e.g. `"prod-payments"`. */
  stack: string;
  /** The team whose services alone the stack has. Absent: it is the environment's own stack. */
  team?: string;
  /** Teams whose services the environment's own stack leaves to theirs. */
  teamStacks: string[];
  /** `strongroom:secrets`: keys, replicas and the time in which a deleted entry can be restored. */
  secrets: SecretsConfig;
  /** `strongroom:cluster`: the cluster, and its identity in IAM. */
  cluster: ClusterConfig;
  /** `strongroom:github`: who deploys and previews, by OIDC. */
  github: GitHubConfig;
  /** `strongroom:operator`: External Secrets Operator. */
  operator: OperatorConfig;
  /** `strongroom:eventSync`: whether events bring changed values into the cluster. */
  eventSync: EventSyncConfig;
  /** `strongroom:reloader`: what restarts the consumers. */
  reloader: ReloaderConfig;
  /** `strongroom:admission`: how the cluster judges ConfigMaps. */
  admission: AdmissionConfig;
  /** `strongroom:reminders`: who is told of rotations, and when. */
  reminders: RemindersConfig;
  /** `strongroom:audit`: whose reads are as they should be. */
  audit: AuditConfig;
  /** `strongroom:respond`: where a response to a leak is written down and told. */
  respond: RespondConfig;
  /** `strongroom:prometheusRules`: alerts of the cluster's Prometheus. */
  prometheusRules: PrometheusRulesConfig;
  /** `strongroom:network`: where AWS's rotation functions run. */
  network: NetworkConfig;
  /** Namespaces that may read the stores. Empty: every namespace that a declaration names. */
  namespaces: string[];
  /** Namespaces whose services other programs declare: they may read the stores as well. */
  additionalNamespaces: string[];
  /** Entries whose values were put, e.g. `prod/api/app`. */
  seeded: string[];
  /** Entries of mode `manual` to the day of their last rotation, in UTC, e.g. `{ "prod/api/apple": "2026-11-20" }`. */
  rotations: Record<string, Day>;
  /** ARNs of entries and parameters that exist already and are taken over as they are. */
  adopt: string[];
  /** Service name to a part of its declaration. */
  overrides: Record<string, unknown>;
}
