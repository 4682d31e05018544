/** What a stack file says at least, as it is given: full key to value. That of an environment says `strongroom:github`, too. */
export const stackValues: Record<string, unknown> = {
  "aws:region": "eu-west-1",
  "aws:allowedAccountIds": ["123456789012"],
  "strongroom:account": "123456789012",
  "strongroom:secrets": {},
  "strongroom:cluster": {
    name: "platform",
    endpoint: "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
    certificateAuthority: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC",
    oidcProviderArn: "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC",
  },
  "strongroom:operator": {},
  "strongroom:namespaces": [],
  "strongroom:seeded": [],
  "strongroom:overrides": {},
};
