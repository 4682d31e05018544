import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "atlassian",
  title: "Atlassian tokens",
  why: "A token reads and writes issues, pages and repositories of its owner.",
  references: [
    "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
    "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
  ],
  shapes: {
    "an Atlassian API token": ["ATATT3{u:60-250}={x:8}", "ATATT3{u:60-250}"],
    "a Bitbucket app password": ["ATBB{u:28-40}"],
    "an Atlassian admin key": ["ATCTT3{u:60-250}={x:8}"],
    "a Bitbucket repository token": ["ATCTT3{u:60-250}"],
    "a Trello token": ["ATTA{h:64}{x:8}"],
  },
});
