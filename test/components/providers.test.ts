import assert from "node:assert/strict";
import type { Environment } from "../../components/model/environment";
import { createProviders } from "../../components/providers";
import { record, sample } from "./mocks";

const cluster = {
  name: "dev",
  endpoint: "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
  certificateAuthority: "LS0tLS1CRUdJTg==",
  issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC",
  oidcProviderArn: `arn:aws:iam::${sample.account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC`,
};
const environment: Environment = {
  name: "dev",
  stack: "dev",
  teamStacks: [],
  account: sample.account,
  region: sample.region,
  cluster,
  secrets: { recoveryWindowInDays: 30, replicas: [] },
  github: { repositories: [] },
  operator: {},
  eventSync: {},
  reloader: {},
  admission: {},
  reminders: {},
  audit: {},
  respond: {},
  prometheusRules: {},
  network: {},
  namespaces: [],
  additionalNamespaces: [],
  seeded: [],
  rotations: {},
  adopt: [],
  overrides: {},
};

describe("the providers of an environment", () => {
  it("refuse every account but this one", async () => {
    const recorder = await record(() => createProviders(environment));
    const { region, allowedAccountIds } = recorder.resource("pulumi:providers:aws", "aws").inputs;
    assert.equal(region, "eu-west-1");
    assert.deepEqual(JSON.parse(allowedAccountIds as string), [sample.account]);
  });

  it("talk to this cluster as whoever runs Pulumi, with a token that EKS makes", async () => {
    const recorder = await record(() => createProviders(environment));
    const { kubeconfig, enableServerSideApply } = recorder.resource("pulumi:providers:kubernetes", "cluster").inputs;
    assert.equal(enableServerSideApply, "true");
    assert.deepEqual(JSON.parse(kubeconfig as string), {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "dev",
      contexts: [{ name: "dev", context: { cluster: "dev", user: "dev" } }],
      clusters: [
        {
          name: "dev",
          cluster: { server: cluster.endpoint, "certificate-authority-data": cluster.certificateAuthority },
        },
      ],
      users: [
        {
          name: "dev",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "aws",
              args: ["eks", "get-token", "--cluster-name", "dev", "--region", "eu-west-1", "--output", "json"],
              interactiveMode: "Never",
            },
          },
        },
      ],
    });
  });
});
