import { defineService, perEnvironment } from "../components/model";

/** Works through the order queue, and asks a carrier where each parcel is. */
export default defineService({
  name: "worker",
  namespace: "worker",
  owner: { team: "fulfilment", address: "fulfilment@example.com" },
  runbook: "https://runbooks.example.com/worker",
  workloads: [
    { kind: "Deployment", name: "worker" },
    { kind: "CronJob", name: "worker-retry" },
  ],
  groups: {
    tracking: {
      // Read-only, and still a credential: it belongs in Secrets Manager, not in a parameter.
      keys: { TRACKING_API_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90, runbook: "https://runbooks.example.com/tracking-api-key" },
    },
  },
  parameters: {
    QUEUE_URL: perEnvironment({
      default: ({ name, region, account }) => `https://sqs.${region}.amazonaws.com/${account}/orders-${name}`,
    }),
    CONCURRENCY: perEnvironment({ prod: "16", default: "2" }),
  },
});
