import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "databases-as-a-service",
  title: "Keys of hosted databases",
  why: "A key of a hosted database reads and writes the data, from anywhere.",
  references: [
    "https://planetscale.com/docs/concepts/service-tokens",
    "https://supabase.com/docs/guides/api/api-keys",
    "https://docs.databricks.com/en/dev-tools/auth/pat.html",
    "https://clickhouse.com/docs/cloud/manage/openapi",
    "https://aiven.io/docs/platform/concepts/authentication-tokens",
  ],
  shapes: {
    "a PlanetScale password": ["pscale_pw_{e:32-64}"],
    "a PlanetScale service token": ["pscale_tkn_{e:32-64}"],
    "a PlanetScale OAuth token": ["pscale_oauth_{e:32-64}"],
    "a Supabase token": ["sbp_{n:40}", "sbp_{h:40}", "sb_secret_{u:30-50}"],
    "a Databricks token": ["dapi{x:32}", "dapi{x:32}-{d:1}", "dkea{x:32}"],
    "a ClickHouse Cloud API secret": ["4b1d{a:38}"],
    "an Aiven password": ["AVNS_{u:19}"],
    "a Neon API key": ["napi_{n:64}"],
    "a MongoDB Atlas service account secret": ["mdb_sa_sk_{u:36-50}"],
    "a Xata API key": ["xau_{a:32-64}"],
    "a Convex deploy key": ["prod:{a:10-40}|{b:40-200}"],
    "an Astra DB token": ["AstraCS:{a:24}:{h:64}"],
    "a Weights & Biases key": ["wandb_v1_{a:60-90}"],
    "a Cockroach Cloud secret key": ["CCDB1_{a:22}_{a:40}"],
    "a Tinybird token": ["p.ey{u:60-300}.{u:20-60}"],
  },
});
