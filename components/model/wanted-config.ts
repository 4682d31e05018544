/** What a key wants, and how to write it. */
export interface WantedConfig {
  /** In words. */
  what: string;
  /** A value that would do. Absent for a key that may be left out, and for one whose parts are asked for one by one. */
  example?: string;
  /** Where the example goes, below the key: `pulumi config set` writes texts and numbers, not lists and mappings. */
  below?: string;
  /** Digits that must stay text: `pulumi config set --path` would write a number. */
  text?: true;
  /** What is easily given in its place is a credential, so what was given is never shown. */
  hidden?: true;
}

/** What each key wants. List positions are written `[]`, keys of a mapping that names entries `{}`. */
export const wantedConfig: Readonly<Record<string, WantedConfig>> = {
  "aws:region": { what: "an AWS region", example: "eu-west-1" },
  "aws:allowedAccountIds": {
    what: "a list of AWS accounts, so that a wrong login changes nothing",
    example: "123456789012",
    below: "[0]",
    text: true,
  },
  "aws:allowedAccountIds[]": { what: "twelve digits in quotes", example: "123456789012", text: true },
  "strongroom:account": { what: "an AWS account, twelve digits in quotes", example: "123456789012", text: true },
  "strongroom:secrets": { what: "a mapping, or nothing for the defaults" },
  "strongroom:secrets.recoveryWindowInDays": { what: "7 to 30 days, or 0 for none", example: "30" },
  "strongroom:secrets.replicas": { what: "a list of { region, kmsKeyArn }, or nothing for none" },
  "strongroom:secrets.replicas[]": { what: "{ region, kmsKeyArn }", example: "eu-central-1", below: ".region" },
  "strongroom:secrets.replicas[].region": { what: "an AWS region", example: "eu-central-1" },
  "strongroom:secrets.replicas[].kmsKeyArn": {
    what: "the ARN of a KMS key in that region",
    example: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd",
  },
  "strongroom:secrets.kmsKeyArn": {
    what: "the ARN of a KMS key",
    example: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
  },
  "strongroom:secrets.generatedNeedsReason": { what: "true or false", example: "true" },
  "strongroom:cluster": { what: "a mapping of name, endpoint, certificateAuthority, issuer and oidcProviderArn" },
  "strongroom:cluster.name": { what: "the name of the EKS cluster", example: "prod" },
  "strongroom:cluster.endpoint": {
    what: "the https URL of the API server",
    example: "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
  },
  "strongroom:cluster.certificateAuthority": {
    what: "base64 of the cluster's CA certificate",
    example: "LS0tLS1CRUdJTi...",
  },
  "strongroom:cluster.issuer": {
    what: "the https URL of the cluster's OIDC issuer, without a slash at its end",
    example: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF",
  },
  "strongroom:cluster.oidcProviderArn": {
    what: "the ARN of the IAM OIDC provider of the issuer",
    example: "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF",
  },
  "strongroom:github": {
    what: "a mapping of repositories, providerArn, enterprise, sessionDuration and denySecretValues",
  },
  "strongroom:github.repositories": {
    what: "a list of { repository, deploy, preview }",
    example: "acme/platform",
    below: "[0].repository",
  },
  "strongroom:github.providerArn": {
    what: "the ARN of the IAM OIDC provider for GitHub",
    example: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
  },
  "strongroom:github.enterprise": {
    what: "the slug of an enterprise that has an issuer of its own",
    example: "octo-corp",
  },
  "strongroom:github.sessionDuration": { what: "3600 to 43200 seconds", example: "3600" },
  "strongroom:github.denySecretValues": { what: "true or false", example: "true" },
  "strongroom:operator": { what: "a mapping, or nothing for the defaults" },
  "strongroom:operator.highlyAvailable": { what: "true or false", example: "true" },
  "strongroom:operator.chartVersion": { what: "a version of the chart", example: "2.9.0" },
  "strongroom:operator.namespace": { what: "a namespace that exists", example: "external-secrets" },
  "strongroom:eventSync": { what: "a mapping, or nothing for the defaults" },
  "strongroom:eventSync.enabled": { what: "true or false", example: "true" },
  "strongroom:eventSync.chartVersion": { what: "a version of the companion's chart", example: "0.2.0" },
  "strongroom:eventSync.imageDigest": { what: "sha256: and 64 hexadecimal digits", example: "sha256:DIGEST" },
  "strongroom:reloader": { what: "a mapping, or nothing for the defaults" },
  "strongroom:reloader.highlyAvailable": { what: "true or false", example: "true" },
  "strongroom:reloader.chartVersion": { what: "a version of the chart", example: "2.2.16" },
  "strongroom:reloader.namespace": { what: "a namespace that exists", example: "reloader" },
  "strongroom:admission": { what: "a mapping, or nothing for the defaults" },
  "strongroom:admission.action": { what: "warn, deny or off", example: "warn" },
  "strongroom:admission.namespaces": { what: "a list of namespaces, or nothing for all", example: "api", below: "[0]" },
  "strongroom:admission.namespaces[]": { what: "a namespace", example: "api" },
  "strongroom:admission.exceptNamespaces": {
    what: "a list of namespaces, or nothing for those of Kubernetes",
    example: "kube-system",
    below: "[0]",
  },
  "strongroom:admission.exceptNamespaces[]": { what: "a namespace", example: "kube-system" },
  "strongroom:reminders": { what: "a mapping, or nothing for the defaults" },
  "strongroom:reminders.enabled": { what: "true or false", example: "true" },
  "strongroom:reminders.emails": {
    what: "a list of e-mail addresses, or nothing for none",
    example: "platform@example.com",
    below: "[0]",
  },
  "strongroom:reminders.emails[]": { what: "an e-mail address", example: "platform@example.com" },
  "strongroom:reminders.owners": { what: "true or false", example: "true" },
  "strongroom:reminders.topicArn": {
    what: "the ARN of a topic that exists",
    example: "arn:aws:sns:eu-west-1:123456789012:alarms",
  },
  "strongroom:reminders.hour": { what: "a full hour from 4 to 21", example: "9" },
  "strongroom:reminders.timezone": { what: "the name of a time zone", example: "Europe/Berlin" },
  "strongroom:audit": { what: "a mapping, or nothing for the defaults" },
  "strongroom:audit.enabled": { what: "true or false", example: "true" },
  "strongroom:audit.reads": { what: "true or false", example: "true" },
  "strongroom:audit.readers": {
    what: "a list of ARNs of roles and users, or nothing for none",
    example: "arn:aws:iam::123456789012:role/break-glass",
    below: "[0]",
  },
  "strongroom:audit.readers[]": {
    what: "the ARN of one role, user or root",
    example: "arn:aws:iam::123456789012:role/break-glass",
  },
  "strongroom:audit.burst": { what: "a number of reads in five minutes, from 1", example: "10" },
  "strongroom:respond": { what: "a mapping, or nothing for the defaults" },
  "strongroom:respond.journal": {
    what: "a bucket and a prefix in S3, without a slash at its end",
    example: "s3://acme-incidents/strongroom",
  },
  "strongroom:respond.webhook": {
    what: "the name of the entry that holds the webhook's address, not the address",
    example: "prod/platform/incident-webhook",
    hidden: true,
  },
  "strongroom:respond.topicArn": {
    what: "the ARN of a topic that exists",
    example: "arn:aws:sns:eu-west-1:123456789012:incidents",
  },
  "strongroom:prometheusRules": { what: "a mapping, or nothing for the defaults" },
  "strongroom:prometheusRules.enabled": { what: "true or false", example: "true" },
  "strongroom:prometheusRules.namespace": { what: "a namespace that exists", example: "monitoring" },
  "strongroom:prometheusRules.labels": { what: "a mapping of labels", example: "prometheus", below: ".release" },
  "strongroom:prometheusRules.labels{}": { what: "a label in quotes", example: "prometheus", text: true },
  "strongroom:network": { what: "a mapping of subnetIds and securityGroupIds, or nothing where no service needs it" },
  "strongroom:network.subnetIds": {
    what: "a list of subnets that reach the databases",
    example: "subnet-0a1b2c3d4e5f60718",
    below: "[0]",
  },
  "strongroom:network.subnetIds[]": { what: "the id of a subnet", example: "subnet-0a1b2c3d4e5f60718" },
  "strongroom:network.securityGroupIds": {
    what: "a list of security groups that the databases let in",
    example: "sg-0a1b2c3d4e5f60718",
    below: "[0]",
  },
  "strongroom:network.securityGroupIds[]": { what: "the id of a security group", example: "sg-0a1b2c3d4e5f60718" },
  "strongroom:team": {
    what: "a team that owns services, as their declarations name it: small letters, digits and hyphens",
    example: "payments",
  },
  "strongroom:teamStacks": {
    what: "a list of teams that have a stack of their own, or nothing for none",
    example: "payments",
    below: "[0]",
  },
  "strongroom:teamStacks[]": {
    what: "a team that owns services, as their declarations name it: small letters, digits and hyphens",
    example: "payments",
  },
  "strongroom:namespaces": { what: "a list of namespaces, or nothing for all that a declaration names" },
  "strongroom:namespaces[]": { what: "a namespace", example: "api" },
  "strongroom:additionalNamespaces": {
    what: "a list of namespaces that other programs declare services for, or nothing for none",
    example: "checkout",
    below: "[0]",
  },
  "strongroom:additionalNamespaces[]": { what: "a namespace", example: "checkout" },
  "strongroom:seeded": { what: "a list of entries whose values were put, or nothing for none" },
  "strongroom:seeded[]": { what: "an entry, environment/service/group", example: "prod/api/app" },
  "strongroom:rotations": { what: "a mapping of entries to the days of their last rotation, or nothing for none" },
  "strongroom:rotations{}": { what: "the day of the last rotation as YYYY-MM-DD", example: "YYYY-MM-DD" },
  "strongroom:adopt": { what: "a list of ARNs of entries and parameters that exist already, or nothing for none" },
  "strongroom:adopt[]": {
    what: "the full ARN of an entry, with the six characters at its end, or the ARN of a parameter",
    example: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/app-AbCdEf",
  },
  "strongroom:overrides": { what: "a mapping of services to parts of their declarations, or nothing for none" },
};
