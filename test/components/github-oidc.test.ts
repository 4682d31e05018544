import assert from "node:assert/strict";
import { GitHubOidc, type GitHubOidcArgs } from "../../components/github-oidc";
import { deployPolicy } from "../../components/model/deploy-policy";
import { resolveGitHubAccess } from "../../components/model/github-access";
import { trustPolicy } from "../../components/model/github-subject";
import { boundaryArn } from "../../components/model/iam-path";
import { boundaryPolicy } from "../../components/model/permissions-boundary";
import { previewPolicy } from "../../components/model/preview-policy";
import { record, valueOf, type Recorder } from "./mocks";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const providerArn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const args: GitHubOidcArgs = {
  environment,
  repositories: [
    { repository: "acme@1234/platform@5678", deploy: { environment: "prod" }, preview: { pullRequest: true } },
    { repository: "acme/tools" },
  ],
};
const github = (more: Partial<GitHubOidcArgs> = {}) => record(() => new GitHubOidc("github", { ...args, ...more }));

const types = {
  component: "strongroom:index:GitHubOidc",
  provider: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  policy: "aws:iam/policy:Policy",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
};
const json = (value: unknown): unknown => JSON.parse(String(value));
const trustOf = (recorder: Recorder, name: string) =>
  json(recorder.resource(types.role, name).inputs["assumeRolePolicy"]);

describe("GitHubOidc", () => {
  it("registers provider, boundary and two roles for each repository", async () => {
    const recorder = await github();
    assert.deepEqual(
      recorder.resources.map(({ type, name }) => `${type} ${name}`).sort(),
      [
        `${types.component} github`,
        `${types.policy} github-boundary`,
        `${types.provider} github-provider`,
        `${types.role} github-deploy-platform`,
        `${types.role} github-deploy-tools`,
        `${types.role} github-preview-platform`,
        `${types.role} github-preview-tools`,
        `${types.rolePolicy} github-deploy-platform-policy`,
        `${types.rolePolicy} github-deploy-tools-policy`,
        `${types.rolePolicy} github-preview-platform-policy`,
        `${types.rolePolicy} github-preview-tools-policy`,
      ].sort(),
    );
  });

  it("puts each under its owner: policies under their role, everything else under the component", async () => {
    const recorder = await github();
    const component = recorder.resource(types.component);
    for (const resource of [types.provider, types.policy, types.role].flatMap((type) => recorder.ofType(type))) {
      assert.equal(recorder.parentOf(resource), component);
    }
    for (const policy of recorder.ofType(types.rolePolicy)) {
      assert.equal(recorder.parentOf(policy)?.name, policy.name.replace(/-policy$/, ""));
    }
  });

  it("creates the provider without thumbprints, which AWS ignores", async () => {
    const recorder = await github();
    assert.deepEqual(recorder.resource(types.provider).inputs, {
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
      tags: { environment: "prod" },
    });
  });

  it("makes the boundary under the ARN that others computed beforehand", async () => {
    const recorder = await github();
    const { policy, ...rest } = recorder.resource(types.policy).inputs;
    assert.deepEqual(rest, {
      name: "strongroom-prod-boundary",
      path: "/strongroom/prod/",
      description: "The most that a role of prod can do.",
      tags: { environment: "prod" },
    });
    assert.deepEqual(json(policy), boundaryPolicy(environment, "/strongroom/prod/", providerArn));
    assert.equal(await valueOf(recorder.value.boundaryArn), boundaryArn(environment));
  });

  it("makes roles with deterministic names under a path of their own, after the provider", async () => {
    const recorder = await github({ sessionDuration: 7200 });
    const role = recorder.resource(types.role, "github-deploy-platform");
    const { assumeRolePolicy, ...rest } = role.inputs;
    assert.deepEqual(rest, {
      name: "strongroom-prod-deploy-platform",
      path: "/strongroom/prod/github/",
      description: "GitHub Actions of acme@1234/platform@5678: deploy prod.",
      maxSessionDuration: 7200,
      tags: { environment: "prod" },
    });
    assert.deepEqual(
      json(assumeRolePolicy),
      trustPolicy(providerArn, "acme@1234/platform@5678", { environment: "prod" }),
    );
    assert.ok(role.dependencies.includes(recorder.resource(types.provider).urn));
  });

  it("trusts what each repository says, and the main branch alone where it says nothing", async () => {
    const recorder = await github();
    const main = trustPolicy(providerArn, "acme/tools", { branch: "main" });
    assert.deepEqual(trustOf(recorder, "github-deploy-tools"), main);
    assert.deepEqual(trustOf(recorder, "github-preview-tools"), main);
    assert.deepEqual(
      trustOf(recorder, "github-preview-platform"),
      trustPolicy(providerArn, "acme@1234/platform@5678", { pullRequest: true }),
    );
  });

  it("gives deploy roles the deploy policy and preview roles the preview policy", async () => {
    const recorder = await github();
    const access = resolveGitHubAccess("github", args);
    const deploy = recorder.resource(types.rolePolicy, "github-deploy-tools-policy").inputs;
    const preview = recorder.resource(types.rolePolicy, "github-preview-tools-policy").inputs;
    assert.deepEqual(
      { ...deploy, policy: json(deploy["policy"]) },
      {
        name: "deploy",
        role: "strongroom-prod-deploy-tools",
        policy: deployPolicy(access),
      },
    );
    assert.deepEqual(
      { ...preview, policy: json(preview["policy"]) },
      {
        name: "preview",
        role: "strongroom-prod-preview-tools",
        policy: previewPolicy(access),
      },
    );
  });

  it("follows an enterprise's own issuer: the provider's URL, the ARNs, and every key of a trust", async () => {
    const arn = `${providerArn}/octo-corp`;
    const issuer = "token.actions.githubusercontent.com/octo-corp";
    const recorder = await github({ enterprise: "octo-corp" });
    assert.equal(recorder.resource(types.provider).inputs["url"], `https://${issuer}`);
    assert.deepEqual(recorder.resource(types.component).outputs?.["providerArn"], arn);
    assert.deepEqual(trustOf(recorder, "github-deploy-platform"), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "GitHubActions",
          Effect: "Allow",
          Principal: { Federated: arn },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: "sts.amazonaws.com",
              [`${issuer}:sub`]: "repo:acme@1234/platform@5678:environment:prod",
              [`${issuer}:ref`]: "refs/heads/main",
            },
          },
        },
      ],
    });
    const boundary = recorder.resource(types.policy).inputs["policy"];
    assert.deepEqual(json(boundary), boundaryPolicy(environment, "/strongroom/prod/", arn));
    const deploy = recorder.resource(types.rolePolicy, "github-deploy-platform-policy").inputs["policy"];
    assert.ok(String(deploy).includes(`"${arn}"`));
    assert.ok(!String(deploy).includes(`"${providerArn}"`));
  });

  it("uses an existing provider, an enterprise's among them, and creates none", async () => {
    const arn = `${providerArn}/acme-inc`;
    const recorder = await github({ provider: { arn } });
    assert.equal(recorder.ofType(types.provider).length, 0);
    assert.equal(await valueOf(recorder.value.providerArn), arn);
    assert.deepEqual(trustOf(recorder, "github-deploy-tools"), trustPolicy(arn, "acme/tools", { branch: "main" }));
  });

  it("hands out every ARN, by repository as it was written", async () => {
    const recorder = await github();
    const role = (name: string) => `arn:aws:iam::123456789012:role/strongroom/prod/github/strongroom-prod-${name}`;
    assert.deepEqual(recorder.resource(types.component).outputs, {
      providerArn,
      boundaryArn: boundaryArn(environment),
      deployRoleArns: { "acme@1234/platform@5678": role("deploy-platform"), "acme/tools": role("deploy-tools") },
      previewRoleArns: { "acme@1234/platform@5678": role("preview-platform"), "acme/tools": role("preview-tools") },
    });
    assert.equal(await valueOf(recorder.value.deployRoleArns["acme/tools"]!), role("deploy-tools"));
  });

  it("refuses wrong arguments before anything is registered, with every problem", async () => {
    const repositories = [{ repository: "acme/*" }, { repository: "acme/tools", deploy: { branch: "*" } }];
    await assert.rejects(github({ sessionDuration: 60, repositories }), {
      name: "Error",
      message: [
        'GitHubOidc "github" is refused:',
        "  sessionDuration: is 60. Wanted whole seconds, 3600 (one hour) to 43200 (twelve)",
        '  repositories[0].repository: "acme/*" is no repository. Wanted owner/repository, such as "acme/platform", or with ' +
          'both ids, such as "acme@1234/platform@5678"; a wildcard is never accepted here. ' +
          "The ids: gh api repos/acme/platform --jq '.owner.id, .id'",
        '  repositories[1].deploy.branch: "*" holds a wildcard (* or ?). Write the value out, or put allowWildcard: true beside it',
      ].join("\n"),
    });
  });
});
