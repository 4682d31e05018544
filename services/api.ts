import { defineService, perEnvironment } from "../components/model";

/** The public API. Its Apple shared secret is the one that sat in a ConfigMap for thirteen months. */
export default defineService({
  name: "api",
  namespace: "api",
  owner: { team: "api", address: "api-team@example.com" },
  runbook: "https://runbooks.example.com/api",
  workloads: [{ kind: "Deployment", name: "api" }],
  groups: {
    database: {
      database: {
        engine: "postgres",
        host: perEnvironment({ default: ({ name }) => `api.${name}.db.example.com` }),
        name: "api",
        instanceIdentifier: perEnvironment({ default: ({ name }) => `api-${name}` }),
      },
      // Production alternates between two users, whom a superuser makes: its stack file names the superuser's entry.
      rotation: { mode: "database", schedule: "rate(30 days)", window: "3h" },
    },
    app: {
      keys: {
        STRIPE_SECRET_KEY: { value: "provided" },
        JWT_SIGNING_KEY: { value: perEnvironment({ prod: "provided", default: "generated" }) },
      },
      rotation: { mode: "manual", intervalDays: 90 },
    },
    apple: {
      keys: { APPLE_SHARED_SECRET: { value: "provided" } },
      // App Store Connect has no rotation API: once a quarter, by hand.
      rotation: { mode: "manual", intervalDays: 92, runbook: "https://runbooks.example.com/apple-shared-secret" },
    },
  },
  parameters: {
    LOG_LEVEL: perEnvironment({ dev: "debug", default: "info" }),
    APPLE_BUNDLE_ID: "com.example.app",
  },
});
