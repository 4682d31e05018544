import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "secret-managers",
  title: "Tokens of secret managers",
  why: "One token of a secret manager opens all that it keeps.",
  references: [
    "https://docs.doppler.com/reference/auth-token-formats",
    "https://developer.1password.com/docs/service-accounts/security/",
    "https://infisical.com/docs/documentation/platform/token",
    "https://github.com/FiloSottile/age",
  ],
  shapes: {
    "a Doppler token": [
      "dp.pt.{a:40-44}",
      "dp.ct.{a:40-44}",
      "dp.st.{u:2-35}.{a:40-44}",
      "dp.st.{a:40-44}",
      "dp.scim.{a:40-44}",
      "dp.audit.{a:40-44}",
      "dp.sa.{a:40-44}",
      "dp.said.{a:40-44}",
    ],
    "a 1Password service account token": ["ops_eyJ{b:200-2000}{=}"],
    "a 1Password secret key": ["A3-{N:6}-{N:6}-{N:5}-{N:5}-{N:5}-{N:5}"],
    "an age secret key": ["AGE-SECRET-KEY-1{N:58}"],
    "an Infisical token": ["st.{x:24}.{x:32}.{x:32}"],
    "a Phase service token": ["pss_service:v{d:1}:{h:64}"],
    "a Bitwarden machine token": ["0.{uuid}.{a:30}:{b:22}=="],
    "a dotenv vault key": ["dotenv://:key_{h:64}@dotenv.org/vault/.env.vault?environment={l:2-20}"],
    "an Authress access key": [
      "sc_{n:10}.{n:4}.acc_{n:10}.{z:40-120}",
      "sc_{n:5-30}.{n:4-6}.acc_{u:10-32}.{z:30-120}",
      "ext_{n:5-30}.{n:4-6}.acc_{u:10-32}.{z:30-120}",
    ],
  },
});
