import type { DeployScope } from "./access-scope";
import { repositoryProblems } from "./github-repository-rules";
import type { Replica } from "./environment";
import type { GitHubRepository } from "./github-subject";
import { arn } from "./iam";
import { defaultIamPath } from "./iam-path";
import { formatProblems, type Problem } from "./problems";
import { isProduction } from "./production";
import { topicPattern } from "./reminder-arguments";
import type { EnvironmentRef } from "./references";

/**
 * Arguments of `GitHubOidc`: who may deploy an environment from GitHub, and with which rights. All are plain values, so that a preview
 * shows every document that decides who is trusted.
 */
export interface GitHubOidcArgs {
  /** The environment that the roles deploy and preview. */
  environment: EnvironmentRef;
  /** An IAM OIDC provider for GitHub that exists already. Default: one is created; an account holds one per issuer. */
  provider?: {
    /** For example `"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"`. */
    arn: string;
  };
  /**
   * With a created provider: the slug of the enterprise whose own issuer signs the tokens, e.g. `"octo-corp"`. Default: the
   * issuer that all of GitHub shares. GitHub has to be told, too: see docs/delivery.md.
   *
   * Source: https://docs.github.com/en/enterprise-cloud@latest/actions/reference/security/oidc, "Customizing the issuer value".
   */
  enterprise?: string;
  /** The repositories that may take roles. One alone means its main branch, for deploy and for preview. */
  repositories: readonly GitHubRepository[];
  /** Longest session in seconds, 3600 to 43200. Default 3600. */
  sessionDuration?: number;
  /**
   * IAM path of the environment's roles and policies. Default `/strongroom/<environment>/`. Nothing else may live there:
   * the deploy role may change the trust of every role under it, except those under `<path>github/`.
   */
  path?: string;
  /** Customer key of the environment's entries and parameters. Default: AWS's own keys, which need no permission. */
  kmsKeyArn?: string;
  /** Other regions that entries are copied to, with their keys. Default: none, and the deploy role may not copy any. */
  replicas?: readonly Replica[];
  /**
   * Functions that rotate this environment's entries. Whoever sets up a rotation by a function must be allowed to invoke
   * it. A new one changes the deploy role, so an administrator runs that update. Default: none.
   */
  rotationFunctionArns?: readonly string[];
  /** A topic that reminders go to and that is not the environment's own. Default: none. */
  alertTopicArn?: string;
  /** Entries that RDS owns and that services of this environment read: the deploy role schedules their rotation. Default: none. */
  managedEntryArns?: readonly string[];
  /** Whether the deploy role is denied reading and writing values. Default: in production, see `isProduction`. */
  denySecretValues?: boolean;
}

/** The same, with every default filled in. */
export interface ResolvedGitHubAccess extends DeployScope {
  repositories: readonly GitHubRepository[];
  /** Host and path of the issuer, e.g. `token.actions.githubusercontent.com`. */
  issuer: string;
  sessionDuration: number;
  alertTopicArn?: string;
}

const issuerHost = "token.actions.githubusercontent.com";

/** The slug of an enterprise, as it ends https://github.com/enterprises/SLUG. */
export const enterprisePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** What a slug is, in words. */
const wantedEnterprise = 'an enterprise\'s slug, lower-case letters, digits and hyphens, such as "octo-corp"';

/**
 * Checks what was asked for and fills in the defaults.
 *
 * @param name The component's name, for the message.
 * @throws Error with every problem and its fix.
 */
export function resolveGitHubAccess(name: string, access: GitHubOidcArgs): ResolvedGitHubAccess {
  const problems = accessProblems(access);
  if (problems.length > 0) throw new Error(`GitHubOidc "${name}" is refused:\n${formatProblems(problems)}`);
  const { environment, provider } = access;
  const created = access.enterprise === undefined ? issuerHost : `${issuerHost}/${access.enterprise}`;
  const providerArn = provider?.arn ?? arn("iam", environment, `oidc-provider/${created}`);
  const issuer = providerArn.slice(providerArn.indexOf(issuerHost));
  return {
    environment,
    providerArn,
    issuer,
    path: access.path ?? defaultIamPath(environment.name),
    repositories: access.repositories,
    sessionDuration: access.sessionDuration ?? 3600,
    kmsKeyArn: access.kmsKeyArn,
    replicas: access.replicas ?? [],
    rotationFunctionArns: access.rotationFunctionArns ?? [],
    managedEntryArns: access.managedEntryArns ?? [],
    alertTopicArn: access.alertTopicArn,
    denySecretValues: access.denySecretValues ?? isProduction(environment.name),
  };
}

/** Names and ARNs end up in policies, where a stray `*` would open more than was meant: each has its pattern. */
const patterns = {
  environment: /^[a-z][a-z0-9-]{0,19}$/,
  account: /^\d{12}$/,
  region: /^[a-z]{2}(-[a-z]+)+-\d$/,
  provider: /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com(\/[A-Za-z0-9-]+)?$/,
  path: /^\/([A-Za-z0-9_+=,.@-]+\/)+$/,
  key: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
  managedEntry: /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:rds![A-Za-z0-9-]+$/,
  function: /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9$_-]+)?$/,
};

function accessProblems(access: GitHubOidcArgs): Problem[] {
  const problems: Problem[] = [];
  const add = (path: readonly PropertyKey[], message: string) => problems.push({ where: "", path, message });
  const check = (path: readonly PropertyKey[], value: string | undefined, pattern: RegExp, wanted: string) => {
    if (value !== undefined && !pattern.test(value)) add(path, `is ${JSON.stringify(value)}. Wanted ${wanted}`);
  };
  const { environment, sessionDuration } = access;
  const keyArn =
    'the ARN of a key, such as "arn:aws:kms:eu-west-1:123456789012:key/0a1b" (an alias cannot stand in a policy)';
  const topic = 'the ARN of one topic, such as "arn:aws:sns:eu-west-1:123456789012:alarms"';
  const functionArn = 'the ARN of one function, such as "arn:aws:lambda:eu-west-1:123456789012:function:rotate"';
  const regionName = 'an AWS region, such as "eu-west-1"';
  check(["environment", "name"], environment.name, patterns.environment, "a to z, digits and hyphens, at most 20");
  check(["environment", "account"], environment.account, patterns.account, "an AWS account, twelve digits");
  check(["environment", "region"], environment.region, patterns.region, regionName);
  const providerArn = `"arn:aws:iam::123456789012:oidc-provider/${issuerHost}"`;
  check(
    ["provider", "arn"],
    access.provider?.arn,
    patterns.provider,
    `the provider for GitHub, such as ${providerArn}`,
  );
  check(["enterprise"], access.enterprise, enterprisePattern, wantedEnterprise);
  if (access.provider && access.enterprise !== undefined) {
    add(["enterprise"], "belongs to a provider that is created: the ARN of an existing one has the slug. Remove it");
  }
  check(["path"], access.path, patterns.path, 'slashes at both ends and no wildcard, such as "/strongroom/prod/"');
  if (
    sessionDuration !== undefined &&
    !(Number.isInteger(sessionDuration) && sessionDuration >= 3600 && sessionDuration <= 43200)
  ) {
    add(["sessionDuration"], `is ${sessionDuration}. Wanted whole seconds, 3600 (one hour) to 43200 (twelve)`);
  }
  check(["kmsKeyArn"], access.kmsKeyArn, patterns.key, keyArn);
  access.replicas?.forEach(({ region, kmsKeyArn }, index) => {
    check(["replicas", index, "region"], region, patterns.region, regionName);
    check(["replicas", index, "kmsKeyArn"], kmsKeyArn, patterns.key, keyArn);
  });
  check(["alertTopicArn"], access.alertTopicArn, topicPattern, topic);
  access.rotationFunctionArns?.forEach((functionName, index) => {
    check(["rotationFunctionArns", index], functionName, patterns.function, functionArn);
  });
  access.managedEntryArns?.forEach((entry, index) => {
    const wanted = 'the ARN of an entry that RDS made, "arn:aws:secretsmanager:...:secret:rds!..."';
    check(["managedEntryArns", index], entry, patterns.managedEntry, wanted);
  });
  return [...problems, ...repositoryProblems("", ["repositories"], environment.name, access.repositories)];
}
