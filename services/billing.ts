import { type SecretKey, defineService, perEnvironment } from "../components/model";

/** Invoices. RDS owns the password of its database: nobody ever puts it, and RDS rotates it. */
export default defineService({
  name: "billing",
  namespace: "billing",
  owner: { team: "payments", address: "payments@example.com" },
  runbook: "https://runbooks.example.com/billing",
  workloads: [{ kind: "Deployment", name: "billing" }],
  groups: {
    database: {
      database: {
        engine: "postgres",
        host: perEnvironment({ default: ({ name }) => `billing.${name}.db.example.com` }),
        name: "billing",
        instanceIdentifier: perEnvironment({ default: ({ name }) => `billing-${name}` }),
      },
      // RDS chooses the entry's name: each stack file gives its ARN under strongroom:overrides.
      rotation: { mode: "rds-managed", secretArn: perEnvironment({}) },
    },
    invoicing: {
      keys: {
        INVOICE_SIGNING_KEY: perEnvironment<SecretKey>({
          prod: { value: "provided" },
          default: { value: "generated", length: 64 },
        }),
      },
      rotation: { mode: "manual", intervalDays: 90 },
    },
  },
  parameters: {
    INVOICE_PREFIX: perEnvironment({ prod: "INV", default: ({ name }) => `INV-${name.toUpperCase()}` }),
  },
});
