import { notKnown } from "../engine/detected";
import type { Example, ExampleResource, Finding, Resource, Rule, StackFinding, StackResource } from "../engine/rule";
import { unknown, type Value, type ValueMap } from "../engine/value";
import { held, unreadable } from "../iam/granting";
import { judgePullRequests, judgeTrust, trustProperty } from "../iam/judge-trust";
import { powerInStack, powerOf } from "../iam/role-power";

const roleType = "aws:iam/role:Role";
const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";
const providerType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const github = "token.actions.githubusercontent.com";
const eks = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const main = "repo:acme/platform:ref:refs/heads/main";
const audience = { [`${github}:aud`]: "sts.amazonaws.com" };

const rule: Rule = {
  id: "oidc-trust",
  description: "A web identity that takes a role is named.",
  severity: "critical",
  why:
    "An OIDC issuer such as GitHub's or a cluster's signs tokens for all its users. Without a condition on sub, or with a " +
    "wildcard in the wrong place, a stranger's workflow or another team's pod takes the role.",
  fix:
    "Compare sub and aud with StringEquals: one repository and its branch or environment, one namespace and its service " +
    "account. GitHubOidc and ExternalSecretsOperator write such trusts.",
  references: [
    "https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
    "https://docs.github.com/en/actions/reference/security/oidc",
    "https://docs.github.com/en/enterprise-cloud@latest/actions/reference/security/oidc",
  ],
  resource: { types: [roleType], check: judgeRole },
  // Which policies a role has is known with the stack; so is that a trust which is not known yet comes from an issuer.
  stack: {
    types: [roleType],
    check: (resources) =>
      resources.filter(({ type }) => type === roleType).flatMap((role) => judgeInStack(role, resources)),
  },
  examples: {
    bad: [
      trusting("any token of GitHub", github, { StringEquals: audience }),
      trusting("any owner", github, { StringEquals: audience, StringLike: { [`${github}:sub`]: "repo:*" } }),
      trusting("anything", github, { StringEquals: audience, StringLike: { [`${github}:sub`]: ["*"] } }),
      trusting("owners whose names begin alike", github, subject("repo:acme*/platform:ref:refs/heads/main")),
      trusting("every repository of an owner", github, subject("repo:acme/*")),
      trusting("repositories whose names begin alike", github, subject("repo:acme/platform*")),
      trusting("a subject that anybody may choose", github, {
        StringEquals: { ...audience, [`${github}:sub`]: "environment:prod" },
      }),
      trusting("one repository among others", github, subject([main, "repo:acme/*:ref:refs/heads/main"])),
      trusting("any audience", github, { StringEquals: { [`${github}:sub`]: main } }),
      trusting("a claim that may be missing", github, {
        StringEquals: audience,
        "ForAllValues:StringLike": { [`${github}:sub`]: main },
      }),
      trusting("an enterprise's own issuer without a subject", `${github}/acme`, {
        StringEquals: { [`${github}/acme:aud`]: "sts.amazonaws.com" },
      }),
      trusting("every owner of an enterprise", `${github}/acme`, {
        StringEquals: { [`${github}/acme:aud`]: "sts.amazonaws.com" },
        StringLike: { [`${github}/acme:sub`]: "repo:*:environment:prod" },
      }),
      trusting("an enterprise with a host of its own, without a subject", "token.actions.acme.ghe.com", {
        StringEquals: { "token.actions.acme.ghe.com:aud": "sts.amazonaws.com" },
      }),
      trusting("every namespace of a cluster", eks, {
        StringEquals: { [`${eks}:aud`]: "sts.amazonaws.com" },
        StringLike: { [`${eks}:sub`]: "system:serviceaccount:*:*" },
      }),
      trusting("an account name in every namespace", eks, {
        StringEquals: { [`${eks}:aud`]: "sts.amazonaws.com" },
        StringLike: { [`${eks}:sub`]: "system:serviceaccount:*:external-secrets" },
      }),
      trusting("any tenant of a shared issuer", "app.terraform.io", {
        StringEquals: { "app.terraform.io:aud": "aws.workload.identity" },
        StringLike: { "app.terraform.io:sub": "organization:*" },
      }),
      {
        title: "pull requests on a deploy role",
        resources: [role("deploy", subject("repo:acme/platform:pull_request"))],
      },
      {
        title: "every run on a role that writes",
        resources: [...withPolicy("ci", subject("repo:acme/platform:*"), "s3:PutBucketPolicy")],
      },
      {
        title: "a trust as an object, with a provider that is not known yet",
        resources: [
          {
            type: roleType,
            name: "ci",
            props: { assumeRolePolicy: { Statement: [statement(unknown, { StringEquals: audience })] } },
          },
        ],
      },
      {
        title: "a wildcard within the namespace",
        level: "advisory",
        resources: [
          role(
            "previews",
            {
              StringEquals: { [`${eks}:aud`]: "sts.amazonaws.com" },
              StringLike: { [`${eks}:sub`]: "system:serviceaccount:review-*:app" },
            },
            eks,
          ),
        ],
      },
      {
        title: "a trust that is not known yet and comes from an issuer",
        level: "advisory",
        resources: [
          { type: providerType, name: "github", props: { url: `https://${github}`, arn: unknown } },
          {
            type: roleType,
            name: "ci",
            props: { assumeRolePolicy: unknown },
            propertyDependencies: { assumeRolePolicy: ["github"] },
          },
        ],
      },
    ],
    good: [
      trusting("one branch", github, { StringEquals: { ...audience, [`${github}:sub`]: main } }),
      trusting("one branch, compared as a pattern", github, subject(main)),
      trusting("an environment of a repository with immutable names", github, {
        StringEquals: {
          ...audience,
          [`${github}:sub`]: "repo:acme@1234/platform@5678:environment:prod",
          [`${github}:ref`]: "refs/heads/main",
        },
      }),
      trusting("an enterprise's own issuer", `${github}/acme`, {
        StringEquals: { [`${github}/acme:aud`]: "sts.amazonaws.com", [`${github}/acme:sub`]: main },
      }),
      trusting("an enterprise with a host of its own", "token.actions.acme.ghe.com", {
        StringEquals: {
          "token.actions.acme.ghe.com:aud": "sts.amazonaws.com",
          "token.actions.acme.ghe.com:sub": main,
        },
      }),
      trusting("release branches", github, subject("repo:acme/platform:ref:refs/heads/release/*")),
      trusting("a repository by its id", github, {
        StringEquals: { ...audience, [`${github}:repository_id`]: "5678", [`${github}:ref`]: "refs/heads/main" },
      }),
      {
        title: "pull requests on a role that reads",
        resources: [...withPolicy("ci", subject("repo:acme/platform:pull_request"), "s3:GetObject")],
      },
      {
        title: "pull requests on a preview role, which locks its state",
        resources: [...withPolicy("preview", subject("repo:acme/platform:pull_request"), "s3:PutObject")],
      },
      trusting("one service account", eks, {
        StringEquals: {
          [`${eks}:aud`]: "sts.amazonaws.com",
          [`${eks}:sub`]: "system:serviceaccount:external-secrets:external-secrets",
        },
      }),
      trusting("the service accounts of one namespace", eks, {
        StringEquals: { [`${eks}:aud`]: "sts.amazonaws.com" },
        StringLike: { [`${eks}:sub`]: "system:serviceaccount:api:*" },
      }),
      trusting("one project of a shared issuer", "gitlab.com", {
        StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
        StringLike: { "gitlab.com:sub": "project_path:acme/platform:ref_type:branch:ref:*" },
      }),
      trusting("customers of an application", "cognito-identity.amazonaws.com", {
        StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:11111111-2222-4333-8444-555555555555" },
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
      }),
      trusting("tags of a session beside the subject", github, {
        StringEquals: { ...audience, [`${github}:sub`]: main },
        "ForAllValues:StringEquals": { "sts:TransitiveTagKeys": ["team"] },
      }),
      {
        title: "a refusal of everybody else",
        resources: [
          {
            type: roleType,
            name: "ci",
            props: {
              assumeRolePolicy: JSON.stringify({
                Statement: [
                  statement(providerArn(github), { StringEquals: audience }),
                  {
                    ...statement(providerArn(github), { StringNotEquals: { [`${github}:sub`]: main } }),
                    Effect: "Deny",
                  },
                ],
              }),
            },
          },
        ],
      },
      {
        title: "services, accounts and SAML, which are another matter",
        resources: [
          { AWS: "arn:aws:iam::123456789012:root" },
          { Service: "ec2.amazonaws.com" },
          { Federated: "arn:aws:iam::123456789012:saml-provider/okta" },
        ].map((Principal, index) => ({
          type: roleType,
          name: `role-${index}`,
          props: { assumeRolePolicy: JSON.stringify({ Statement: { Effect: "Allow", Principal, Action: "sts:*" } }) },
        })),
      },
      {
        title: "a trust that is not known yet and comes from another role",
        resources: [{ type: roleType, name: "store", props: { assumeRolePolicy: unknown } }],
      },
    ],
  },
};
export default rule;

function judgeRole(role: Resource): Finding[] {
  const document = held([trustProperty], role.props[trustProperty]);
  const pullRequests = powerOf(role) === "writes" ? judgePullRequests(document) : [];
  return [...unreadable(document), ...judgeTrust(document), ...pullRequests];
}

function judgeInStack(role: StackResource, resources: readonly StackResource[]): StackFinding[] {
  const trust = role.props[trustProperty];
  if (trust === unknown) {
    const isFederated = role.sourcesOf(trustProperty).some(({ type }) => type === providerType);
    return isFederated ? [{ ...notKnown([trustProperty]), urn: role.urn }] : [];
  }
  // What the role alone gives away was said before the role was made.
  if (powerOf(role) === "writes" || powerInStack(role, resources) !== "writes") return [];
  return judgePullRequests(held([trustProperty], trust)).map((finding) => ({ ...finding, urn: role.urn }));
}

function providerArn(issuer: string): string {
  return issuer.includes("amazonaws.com") && !issuer.includes("/")
    ? issuer
    : `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
}

function statement(Federated: Value, Condition: Value): ValueMap {
  return { Effect: "Allow", Principal: { Federated }, Action: "sts:AssumeRoleWithWebIdentity", Condition };
}

function role(name: string, condition: ValueMap, issuer = github): ExampleResource {
  const document = { Version: "2012-10-17", Statement: [statement(providerArn(issuer), condition)] };
  return { type: roleType, name, props: { assumeRolePolicy: JSON.stringify(document) } };
}

function trusting(title: string, issuer: string, condition: ValueMap): Example {
  return { title, resources: [role("ci", condition, issuer)] };
}

function subject(sub: Value): ValueMap {
  return { StringEquals: audience, StringLike: { [`${github}:sub`]: sub } };
}

function withPolicy(name: string, condition: ValueMap, Action: string): ExampleResource[] {
  const policy = JSON.stringify({ Statement: { Effect: "Allow", Action, Resource: "arn:aws:s3:::state/*" } });
  return [
    role(name, condition),
    {
      type: rolePolicyType,
      name: `${name}-policy`,
      props: { role: unknown, policy },
      propertyDependencies: { role: [name] },
    },
  ];
}
