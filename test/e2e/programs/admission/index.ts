import { ConfigMapAdmission } from "../../../../components";

const environment = { name: "dev" };
new ConfigMapAdmission("deny", { environment, action: "deny", namespaces: ["api"], name: "deny-in-api" });
new ConfigMapAdmission("warn", { environment, action: "warn", namespaces: ["worker"], name: "warn-in-worker" });
