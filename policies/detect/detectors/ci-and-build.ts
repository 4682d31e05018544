import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "ci-and-build",
  title: "Tokens of CI and build services",
  why: "A token of a build service changes what is built, and reads the secrets of the builds.",
  references: [
    "https://buildkite.com/docs/apis/managing-api-tokens",
    "https://circleci.com/docs/managing-api-tokens/",
    "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
    "https://docs.snyk.io/snyk-api/authentication-for-api",
    "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
  ],
  shapes: {
    "a Buildkite API token": ["bkua_{n:40}"],
    "a Buildkite agent token": ["bkct_{u:40-60}", "bkaj_{u:40-300}"],
    "a CircleCI token": ["CCIPAT_{a:22}_{h:40}", "CCIPRJ_{a:22}_{h:40}"],
    "a SonarQube token": ["squ_{h:40}", "sqp_{h:40}", "sqa_{h:40}", "sqco_{u:59}"],
    "a Snyk token": ["snyk_uat.{a:8}.{z:20-2000}", "snyk_sat.{a:8}.{z:20-2000}"],
    "a Harness key": ["pat.{u:22}.{x:24}.{a:20}", "sat.{u:22}.{x:24}.{a:20}"],
    "a Prefect key": ["pnu_{a:36}", "pnb_{a:36}"],
    "an Octopus Deploy API key": ["API-{N:26}"],
    "a Depot token": ["depot_project_{h:64}", "depot_org_{h:64}", "depot_user_{h:64}"],
    "a Bitrise token": ["bitpat_{u:40-90}"],
    "an Infracost API key": ["ico-{a:32}"],
    "a Pulumi access token": ["pul-{h:40}"],
    "a Sourcegraph token": [
      "sgp_{x:40}",
      "sgp_{x:16}_{x:40}",
      "sgp_local_{x:40}",
      "sgp_{x:16}_local_{x:40}",
      "slk_{x:64}",
      "sgd_{x:64}",
    ],
  },
});
