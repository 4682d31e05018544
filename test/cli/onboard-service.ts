import type { NewGroup, NewService } from "../../cli/onboard/new-service";
import type { FoundKey } from "../../cli/onboard/sources/found";

/** A variable as it was found: a credential, unless said otherwise. */
export const key = (variable: string, more: Partial<FoundKey> = {}): FoundKey => ({
  reads: variable,
  variable,
  meaning: "credential",
  ...more,
});

const database: NewGroup = {
  name: "database",
  comment: ["A function of AWS's changes the password."],
  keys: [],
  database: {
    group: "database",
    urlKey: "DB_URL",
    members: [
      { part: "host", key: key("DB_HOST", { meaning: "setting" }) },
      { part: "username", key: key("DB_USER", { meaning: "setting" }) },
      {
        part: "password",
        key: key("DB_PASSWORD", { place: { kind: "Secret", name: "orders-db", namespace: "shop", key: "pw" } }),
      },
      { part: "name", key: key("DB_NAME", { meaning: "setting" }) },
    ],
    address: { engine: "postgres", host: "orders.{environment}.db.example.com", name: "orders", port: 5433 },
    instanceIdentifier: "orders-{environment}",
  },
  rotation: "database",
};

/** A service with a database, a vendor's key and keys of its own. */
export const orders: NewService = {
  name: "orders",
  namespace: "shop",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/orders",
  workloads: [{ kind: "Deployment", name: "orders" }],
  groups: [
    database,
    {
      name: "stripe",
      comment: ["Stripe secret key. Whoever has it moves money and reads customers' data."],
      keys: [
        key("STRIPE_SECRET_KEY", {
          place: { kind: "ConfigMap", name: "orders", namespace: "shop", key: "stripe-key" },
        }),
      ],
      rotation: 90,
      runbook: "https://dashboard.stripe.com/apikeys",
    },
    {
      name: "app",
      comment: [],
      keys: [
        key("API_TOKEN", { reads: "apiToken", place: { kind: "CronJob", name: "orders", key: "apiToken" } }),
        key("HOOK_KEY"),
      ],
      rotation: 30,
    },
  ],
  settings: [{ key: key("LOG_LEVEL", { meaning: "setting" }), value: "info" }],
  left: [],
  given: [],
};
