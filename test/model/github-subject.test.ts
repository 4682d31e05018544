import assert from "node:assert/strict";
import { githubRoleName } from "../../components/model/github-role-name";
import { subjectClaim, trustPolicy, type GitHubSubject } from "../../components/model/github-subject";

const issuer = "token.actions.githubusercontent.com";
const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;

/** The whole document that a subject must give. */
function expected(condition: Record<string, Record<string, string>>) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "GitHubActions",
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
      },
    ],
  };
}
const aud = { [`${issuer}:aud`]: "sts.amazonaws.com" };
const sub = (claim: string) => ({ [`${issuer}:sub`]: claim });
const ref = (claim: string) => ({ [`${issuer}:ref`]: claim });

describe("the trust policy of a GitHub role", () => {
  const classic = "acme/platform";
  const immutable = "acme@1234/platform@5678";
  const cases: { title: string; repository: string; subject: GitHubSubject; condition: object }[] = [
    {
      title: "names a branch",
      repository: classic,
      subject: { branch: "main" },
      condition: { StringEquals: { ...aud, ...sub("repo:acme/platform:ref:refs/heads/main") } },
    },
    {
      title: "names a branch of a repository with immutable subjects",
      repository: immutable,
      subject: { branch: "main" },
      condition: { StringEquals: { ...aud, ...sub("repo:acme@1234/platform@5678:ref:refs/heads/main") } },
    },
    {
      title: "names a tag",
      repository: classic,
      subject: { tag: "v1.2.3" },
      condition: { StringEquals: { ...aud, ...sub("repo:acme/platform:ref:refs/tags/v1.2.3") } },
    },
    {
      title: "names pull requests",
      repository: classic,
      subject: { pullRequest: true },
      condition: { StringEquals: { ...aud, ...sub("repo:acme/platform:pull_request") } },
    },
    {
      title: "names an environment and the main branch, which the subject no longer holds",
      repository: classic,
      subject: { environment: "prod" },
      condition: {
        StringEquals: { ...aud, ...sub("repo:acme/platform:environment:prod"), ...ref("refs/heads/main") },
      },
    },
    {
      title: "names an environment of a repository with immutable subjects, and another ref",
      repository: immutable,
      subject: { environment: "prod", ref: "refs/heads/release" },
      condition: {
        StringEquals: {
          ...aud,
          ...sub("repo:acme@1234/platform@5678:environment:prod"),
          ...ref("refs/heads/release"),
        },
      },
    },
    {
      title: "compares with StringLike only the claim that holds a wildcard: a tag",
      repository: classic,
      subject: { tag: "v*", allowWildcard: true },
      condition: { StringEquals: aud, StringLike: sub("repo:acme/platform:ref:refs/tags/v*") },
    },
    {
      title: "compares with StringLike only the claim that holds a wildcard: a ref",
      repository: classic,
      subject: { environment: "prod", ref: "refs/tags/v*", allowWildcard: true },
      condition: {
        StringEquals: { ...aud, ...sub("repo:acme/platform:environment:prod") },
        StringLike: ref("refs/tags/v*"),
      },
    },
  ];
  for (const { title, repository, subject, condition } of cases) {
    it(title, () => {
      const document = trustPolicy(provider, repository, subject);
      assert.deepEqual(document, expected(condition as Record<string, Record<string, string>>));
    });
  }

  it("takes the prefix of the condition keys from an enterprise's own issuer", () => {
    const [statement] = trustPolicy(`${provider}/acme-inc`, classic, { branch: "main" }).Statement;
    assert.deepEqual(statement?.Condition, {
      StringEquals: {
        [`${issuer}/acme-inc:aud`]: "sts.amazonaws.com",
        [`${issuer}/acme-inc:sub`]: "repo:acme/platform:ref:refs/heads/main",
      },
    });
  });

  it("writes a colon in an environment's name as GitHub does, so that it cannot end the claim early", () => {
    assert.equal(subjectClaim(classic, { environment: "prod:eu" }), "repo:acme/platform:environment:prod%3Aeu");
  });
});

describe("the name of a GitHub role", () => {
  it("ends with the repository's name", () => {
    assert.equal(githubRoleName("prod", "deploy", { repository: "acme/platform" }), "strongroom-prod-deploy-platform");
    assert.equal(
      githubRoleName("prod", "preview", { repository: "acme@1/platform@2" }),
      "strongroom-prod-preview-platform",
    );
  });

  it("ends with another name where one is given", () => {
    const entry = { repository: "other/platform", name: "other-platform" };
    assert.equal(githubRoleName("dev", "deploy", entry), "strongroom-dev-deploy-other-platform");
  });

  it("is cut at 64 characters and gets a hash that ids and case do not change", () => {
    const long = "a-repository-whose-name-goes-on-and-on-for-ever";
    const name = githubRoleName("prod", "deploy", { repository: `acme/${long}` });
    assert.equal(name, "strongroom-prod-deploy-a-repository-whose-name-goes-on--3da14808");
    assert.equal(githubRoleName("prod", "deploy", { repository: `Acme@1/${long}@2` }), name);
    assert.notEqual(githubRoleName("prod", "deploy", { repository: `other/${long}` }), name);
  });
});
