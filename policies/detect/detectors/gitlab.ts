import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "gitlab",
  title: "GitLab tokens",
  why: "A token reads and writes what its owner or its pipeline may.",
  references: ["https://docs.gitlab.com/security/tokens/#token-prefixes"],
  shapes: {
    "a GitLab personal access token": [
      "glpat-{u:20-300}",
      "glpat-{u:27}.{h:2}.{n:9}",
      "glpat-{u:20-300}.{n:9}",
      "glpat-{u:20-300}.{n:2}.{n:9}",
    ],
    "a GitLab pipeline trigger token": ["glptt-{u:20-60}"],
    "a GitLab deploy token": ["gldt-{u:20-60}"],
    "a GitLab runner token": [
      "glrt-{u:20-60}",
      "glrtr-{u:20-60}",
      "GR1348941{u:20}",
      "glrt-t{d:1}_{u:20-60}",
      "glrt-t{d:1}_{u:20-60}.{n:2}.{n:9}",
    ],
    "a GitLab job token": ["glcbt-{u:20-60}"],
    "a GitLab feed token": ["glft-{u:20-70}"],
    "a GitLab incoming mail token": ["glimt-{u:20-60}"],
    "a GitLab agent token": ["glagent-{u:40-60}"],
    "a GitLab OAuth application secret": ["gloas-{u:64}"],
    "a GitLab SCIM token": ["glsoat-{u:20-60}"],
    "a GitLab feature flags token": ["glffct-{u:20-60}"],
    "a GitLab session cookie": ["_gitlab_session={h:32}"],
  },
});
