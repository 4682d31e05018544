import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "hashicorp",
  title: "Vault and HCP tokens",
  why: "A Vault token opens every secret that its policies name; a Terraform token plans and applies.",
  references: [
    "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
    "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
  ],
  shapes: {
    "a Vault service token": ["hvs.{u:24-300}", "s.{a:24}", "s.{u:90-120}"],
    "a Vault batch token": ["hvb.{u:24-400}"],
    "a Vault recovery token": ["hvr.{u:24-300}"],
    "a Terraform Cloud token": ["{a:14}.atlasv1.{e:60-70}"],
  },
});
