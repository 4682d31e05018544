import assert from "node:assert/strict";
import { resolveGitHubAccess, type GitHubOidcArgs } from "../../components/model/github-access";
import type { GitHubRepository, GitHubSubject } from "../../components/model/github-subject";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const repository = "acme/platform";

/** The lines below the title of the refusal. */
function refusal(access: Partial<GitHubOidcArgs>): string[] {
  try {
    resolveGitHubAccess("github", { environment, repositories: [{ repository }], ...access });
  } catch (error) {
    const [title, ...lines] = (error as Error).message.split("\n");
    assert.equal(title, 'GitHubOidc "github" is refused:');
    return lines.map((line) => line.trim());
  }
  return [];
}
const deploy = (subject: GitHubSubject) => refusal({ repositories: [{ repository, deploy: subject }] });
const preview = (subject: GitHubSubject) => refusal({ repositories: [{ repository, preview: subject }] });

describe("what GitHub may do in an environment", () => {
  it("has defaults: the common issuer, the usual path, an hour, and closed values in prod alone", () => {
    const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    assert.deepEqual(resolveGitHubAccess("github", { environment, repositories: [] }), {
      environment,
      providerArn: provider,
      issuer: "token.actions.githubusercontent.com",
      path: "/strongroom/prod/",
      repositories: [],
      sessionDuration: 3600,
      kmsKeyArn: undefined,
      replicas: [],
      rotationFunctionArns: [],
      alertTopicArn: undefined,
      managedEntryArns: [],
      denySecretValues: true,
    });
    const dev = { ...environment, name: "dev" };
    assert.equal(resolveGitHubAccess("github", { environment: dev, repositories: [] }).denySecretValues, false);
  });

  it("takes the slug of an enterprise from the argument or from the ARN of an existing provider", () => {
    const arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com/acme-inc";
    const created = resolveGitHubAccess("github", { environment, repositories: [], enterprise: "acme-inc" });
    assert.equal(created.providerArn, arn);
    assert.equal(created.issuer, "token.actions.githubusercontent.com/acme-inc");
    const existing = resolveGitHubAccess("github", { environment, repositories: [], provider: { arn } });
    assert.equal(existing.providerArn, arn);
    assert.equal(existing.issuer, "token.actions.githubusercontent.com/acme-inc");
  });

  it("accepts every form of subject", () => {
    assert.deepEqual(deploy({ environment: "Production EU" }), []);
    assert.deepEqual(deploy({ environment: "prod", ref: "refs/heads/release" }), []);
    assert.deepEqual(deploy({ branch: "feature/a-b.c" }), []);
    assert.deepEqual(deploy({ tag: "v*", allowWildcard: true }), []);
    assert.deepEqual(preview({ pullRequest: true }), []);
    assert.deepEqual(refusal({ repositories: [{ repository: "acme@1234/platform@5678" }] }), []);
  });

  it("refuses malformed repositories, all at once", () => {
    const wrong = ["platform", "acme/*", "*/platform", "acme/platform/x", "acme@12/platform", "acme/..", ""];
    const lines = refusal({ repositories: wrong.map((text) => ({ repository: text })) });
    assert.deepEqual(
      lines,
      wrong.map(
        (text, index) =>
          `repositories[${index}].repository: "${text}" is no repository. Wanted owner/repository, such as "acme/platform", ` +
          'or with both ids, such as "acme@1234/platform@5678"; a wildcard is never accepted here. ' +
          "The ids: gh api repos/acme/platform --jq '.owner.id, .id'",
      ),
    );
  });

  it("refuses a wildcard that was not asked for by name, and the permission where there is none", () => {
    const advice = "Write the value out, or put allowWildcard: true beside it";
    const refused = (key: string, value: string) => [
      `repositories[0].deploy.${key}: "${value}" holds a wildcard (* or ?). ${advice}`,
    ];
    assert.deepEqual(deploy({ branch: "release/*" }), refused("branch", "release/*"));
    assert.deepEqual(deploy({ tag: "v?" }), refused("tag", "v?"));
    assert.deepEqual(deploy({ environment: "prod*" }), refused("environment", "prod*"));
    assert.deepEqual(deploy({ environment: "prod", ref: "refs/tags/v*" }), refused("ref", "refs/tags/v*"));
    assert.deepEqual(deploy({ branch: "main", allowWildcard: true }), [
      "repositories[0].deploy.allowWildcard: nothing here holds a wildcard. Remove it",
    ]);
  });

  it("refuses that a pull request deploys", () => {
    const message =
      "a pull request must not deploy: whoever can open one could then change this environment. " +
      'Write { environment: "prod" } or { branch: "main" }; pullRequest is for preview';
    assert.deepEqual(deploy({ pullRequest: true }), [`repositories[0].deploy.pullRequest: ${message}`]);
    const environmentOfOne = { environment: "prod", ref: "refs/pull/*/merge", allowWildcard: true };
    assert.deepEqual(deploy(environmentOfOne), [`repositories[0].deploy.ref: ${message}`]);
    assert.deepEqual(preview(environmentOfOne), []);
  });

  it("refuses no subject, two subjects, and a ref that belongs to neither", () => {
    const wanted = 'Wanted one of environment, branch, tag and pullRequest, such as { branch: "main" }';
    assert.deepEqual(deploy({}), [`repositories[0].deploy: 0 subjects are given. ${wanted}`]);
    assert.deepEqual(preview({ pullRequest: false }), [`repositories[0].preview: 0 subjects are given. ${wanted}`]);
    assert.deepEqual(preview({ branch: "main", tag: "v1" }), [
      `repositories[0].preview: 2 subjects are given. ${wanted}`,
    ]);
    assert.deepEqual(deploy({ branch: "main", ref: "refs/heads/main" }), [
      "repositories[0].deploy.ref: belongs to an environment only: a branch or tag stands in the subject itself. Remove it",
    ]);
  });

  it("refuses values that would not match, or that IAM would read as its own variable", () => {
    const characters = "has a character that is not supported. Wanted letters, digits and . _ / + # @ = , -";
    assert.deepEqual(deploy({ branch: "refs/heads/main" }), [
      'repositories[0].deploy.branch: "refs/heads/main" is a full ref. Write the name alone, such as "main" or "v1"',
    ]);
    assert.deepEqual(deploy({ environment: "prod", ref: "main" }), [
      'repositories[0].deploy.ref: "main" is no full ref. Wanted "refs/heads/main" or the like',
    ]);
    assert.deepEqual(deploy({ branch: "${aws:username}" }), [
      `repositories[0].deploy.branch: "\${aws:username}" ${characters}`,
    ]);
    assert.deepEqual(deploy({ environment: "" }), [
      `repositories[0].deploy.environment: "" ${characters}, : and space`,
    ]);
  });

  it("refuses repetitions: a repository listed twice, and two that would share a role's name", () => {
    const repositories = [{ repository: "acme/tools" }, { repository: "Acme/Tools" }, { repository: "other/tools" }];
    assert.deepEqual(refusal({ repositories }), [
      'repositories[1].repository: "Acme/Tools" stands under [0] already. Keep one of them',
      'repositories[2].name: its deploy role would be named strongroom-prod-deploy-tools, as that of "acme/tools" is. ' +
        'Add a name of its own, such as name: "other-tools"',
    ]);
    const named = [{ repository: "acme/tools" }, { repository: "other/tools", name: "other-tools" }];
    assert.deepEqual(refusal({ repositories: named }), []);
  });

  it("refuses keys and types that it does not know, as a stack file may hold them", () => {
    const given = { repository: "acme/tools", branch: "main", deploy: { branches: "main" } } as GitHubRepository;
    const typed = { repository: 7 } as unknown as GitHubRepository;
    assert.deepEqual(refusal({ repositories: [given, typed] }), [
      "repositories[0].deploy.branches: is not known here: remove it or correct its spelling",
      "repositories[0].branch: is not known here: remove it or correct its spelling",
      'repositories[1].repository: wanted owner/repository, such as "acme/platform"',
    ]);
  });

  it("refuses everything else that is wrong together with it", () => {
    const lines = refusal({
      environment: { name: "Prod*", account: "123", region: "*" },
      provider: { arn: "arn:aws:iam::123456789012:oidc-provider/oidc.example.com" },
      enterprise: "Acme Inc",
      path: "/strongroom/*",
      sessionDuration: 900,
      kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:alias/secrets",
      replicas: [{ region: "somewhere", kmsKeyArn: "key" }],
      rotationFunctionArns: ["arn:aws:lambda:eu-west-1:123456789012:function:*"],
      managedEntryArns: ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:*"],
    });
    const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    const key =
      'the ARN of a key, such as "arn:aws:kms:eu-west-1:123456789012:key/0a1b" (an alias cannot stand in a policy)';
    assert.deepEqual(lines, [
      'environment.name: is "Prod*". Wanted a to z, digits and hyphens, at most 20',
      'environment.account: is "123". Wanted an AWS account, twelve digits',
      'environment.region: is "*". Wanted an AWS region, such as "eu-west-1"',
      `provider.arn: is "arn:aws:iam::123456789012:oidc-provider/oidc.example.com". Wanted the provider for GitHub, such as "${provider}"`,
      'enterprise: is "Acme Inc". Wanted an enterprise\'s slug, lower-case letters, digits and hyphens, such as "octo-corp"',
      "enterprise: belongs to a provider that is created: the ARN of an existing one has the slug. Remove it",
      'path: is "/strongroom/*". Wanted slashes at both ends and no wildcard, such as "/strongroom/prod/"',
      "sessionDuration: is 900. Wanted whole seconds, 3600 (one hour) to 43200 (twelve)",
      `kmsKeyArn: is "arn:aws:kms:eu-west-1:123456789012:alias/secrets". Wanted ${key}`,
      'replicas[0].region: is "somewhere". Wanted an AWS region, such as "eu-west-1"',
      `replicas[0].kmsKeyArn: is "key". Wanted ${key}`,
      'rotationFunctionArns[0]: is "arn:aws:lambda:eu-west-1:123456789012:function:*". Wanted the ARN of one function, such as "arn:aws:lambda:eu-west-1:123456789012:function:rotate"',
      'managedEntryArns[0]: is "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*". Wanted the ARN of an entry that RDS made, "arn:aws:secretsmanager:...:secret:rds!..."',
    ]);
  });
});
