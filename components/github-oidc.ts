import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { githubPath } from "./model/access-scope";
import { deployPolicy } from "./model/deploy-policy";
import { resolveGitHubAccess, type GitHubOidcArgs, type ResolvedGitHubAccess } from "./model/github-access";
import { githubRoleName, repositoryLabel } from "./model/github-role-name";
import { audience, defaultSubject, trustPolicy, type GitHubRepository } from "./model/github-subject";
import type { PolicyDocument } from "./model/iam";
import { boundaryName } from "./model/iam-path";
import { boundaryPolicy } from "./model/permissions-boundary";
import { previewPolicy } from "./model/preview-policy";
import { tagKeys } from "./model/tags";
import { refuse } from "./refuse";

export type { GitHubOidcArgs };

/**
 * Lets GitHub Actions preview and deploy an environment without any long-lived AWS key.
 *
 * ```ts
 * const github = new GitHubOidc("github", {
 *   environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
 *   repositories: [
 *     { repository: "acme/platform", deploy: { environment: "prod" }, preview: { pullRequest: true } },
 *     { repository: "acme/tools" }, // Its main branch, for deploy and preview.
 *   ],
 * });
 * export const role = github.deployRoleArns["acme/platform"];
 * ```
 *
 * It makes the permissions boundary that all roles of the environment carry, GitHub's OIDC provider unless one is given,
 * and for each repository a deploy role and a read-only preview role under `<path>github/`.
 *
 * An administrator runs the first update, and each later one that changes the boundary, the provider, a role under
 * `<path>github/` or the rotation functions: the deploy role is denied all of these, because a CI role that edits its own
 * trust can become anything. Where values are denied (production), it cannot deploy `generated` values either: the AWS provider
 * reads back what it writes. Let an administrator do that, or declare the value as `provided`.
 *
 * Resources that carry the boundary need it to exist: pass `dependsOn: github` to the components that make roles.
 *
 * What it does not give: access to Pulumi's state (a bucket, its key) and to the cluster. Attach a policy of your own for
 * the first, and an EKS access entry for the second; `aws eks get-token` itself needs no permission.
 *
 * The deploy and preview roles carry no boundary. The environment's own would leave them nothing to deploy with, and one
 * that fits would repeat their policy: it guards a role against whoever may edit its policies, and those are
 * administrators alone.
 */
export class GitHubOidc extends pulumi.ComponentResource {
  /** ARN of the IAM OIDC provider for GitHub. */
  readonly providerArn: pulumi.Output<string>;
  /** ARN of the permissions boundary. `boundaryArn()` computes the same beforehand. */
  readonly boundaryArn: pulumi.Output<string>;
  /** Repository, as it was written, to the ARN of its deploy role. */
  readonly deployRoleArns: Record<string, pulumi.Output<string>>;
  /** Repository, as it was written, to the ARN of its preview role. */
  readonly previewRoleArns: Record<string, pulumi.Output<string>>;

  /**
   * @param name Begins the names of all children.
   * @throws pulumi.RunError with every problem of the arguments, before anything is registered.
   */
  constructor(name: string, args: GitHubOidcArgs, options?: pulumi.ComponentResourceOptions) {
    const access = refuse(() => resolveGitHubAccess(name, args));
    super("strongroom:index:GitHubOidc", name, {}, options);

    const provider = args.provider ? undefined : this.createProvider(name, access);
    const boundary = this.createBoundary(name, access);
    const roles = access.repositories.map((repository) => ({
      repository: repository.repository,
      deploy: this.createRole(name, access, repository, "deploy", provider),
      preview: this.createRole(name, access, repository, "preview", provider),
    }));

    this.providerArn = provider?.arn ?? pulumi.output(access.providerArn);
    this.boundaryArn = boundary.arn;
    this.deployRoleArns = Object.fromEntries(roles.map(({ repository, deploy }) => [repository, deploy.arn]));
    this.previewRoleArns = Object.fromEntries(roles.map(({ repository, preview }) => [repository, preview.arn]));
    this.registerOutputs({
      providerArn: this.providerArn,
      boundaryArn: this.boundaryArn,
      deployRoleArns: this.deployRoleArns,
      previewRoleArns: this.previewRoleArns,
    });
  }

  /** Without thumbprints: AWS verifies GitHub's certificate with its own list of authorities and ignores them. */
  private createProvider(name: string, { issuer, environment }: ResolvedGitHubAccess): iam.OpenIdConnectProvider {
    return new iam.OpenIdConnectProvider(
      `${name}-provider`,
      { url: `https://${issuer}`, clientIdLists: [audience], tags: { [tagKeys.environment]: environment.name } },
      { parent: this },
    );
  }

  private createBoundary(name: string, access: ResolvedGitHubAccess): iam.Policy {
    const { environment, path, providerArn, alertTopicArn } = access;
    return new iam.Policy(
      `${name}-boundary`,
      {
        name: boundaryName(environment.name),
        path,
        description: `The most that a role of ${environment.name} can do.`,
        policy: JSON.stringify(boundaryPolicy(environment, path, providerArn, alertTopicArn)),
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
  }

  private createRole(
    name: string,
    access: ResolvedGitHubAccess,
    repository: GitHubRepository,
    purpose: "deploy" | "preview",
    provider: iam.OpenIdConnectProvider | undefined,
  ): iam.Role {
    const { environment, providerArn, path, sessionDuration } = access;
    const subject = repository[purpose] ?? defaultSubject;
    const policy: PolicyDocument = purpose === "deploy" ? deployPolicy(access) : previewPolicy(access);
    const roleName = `${name}-${purpose}-${repositoryLabel(repository)}`;
    const role = new iam.Role(
      roleName,
      {
        name: githubRoleName(environment.name, purpose, repository),
        path: githubPath(path),
        description: `GitHub Actions of ${repository.repository}: ${purpose} ${environment.name}.`,
        maxSessionDuration: sessionDuration,
        assumeRolePolicy: JSON.stringify(trustPolicy(providerArn, repository.repository, subject)),
        tags: { [tagKeys.environment]: environment.name },
      },
      // The trust holds the provider's ARN as text, so that a preview shows it; the order has to be said.
      { parent: this, dependsOn: provider },
    );
    new iam.RolePolicy(
      `${roleName}-policy`,
      { name: purpose, role: role.name, policy: JSON.stringify(policy) },
      { parent: role },
    );
    return role;
  }
}
