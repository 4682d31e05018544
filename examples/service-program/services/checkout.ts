import { defineService } from "strongroom/model";

/** Takes payments. */
export default defineService({
  name: "checkout",
  namespace: "checkout",
  owner: { team: "checkout", address: "checkout@example.com" },
  runbook: "https://runbooks.example.com/checkout",
  workloads: [{ kind: "Deployment", name: "checkout" }],
  groups: {
    payment: {
      keys: { STRIPE_SECRET_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90 },
    },
  },
  parameters: { LOG_LEVEL: "info" },
});
