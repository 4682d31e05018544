import type { InventoryItem } from "../../components/model/inventory";

/** The entry of an Apple shared secret, rotated by hand, as the inventory shows it. */
export const apple: InventoryItem = {
  environment: "prod",
  entry: "prod/api/apple",
  service: "api",
  group: "apple",
  namespace: "api",
  owner: "payments <payments@example.com>",
  runbook: "https://runbooks.example.com/apple",
  mode: "manual",
  kind: "application",
  intervalDays: 90,
  lastRotated: "2026-11-20",
  due: "2027-02-18",
  awaitingSeed: false,
  consumers: ["Deployment/api"],
};
