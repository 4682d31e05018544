// The incident, as it was found: an Apple shared secret in plain text in a Kubernetes ConfigMap, beside ordinary settings.
// It stood there for thirteen months, was never flagged and never rotated.
//
//   npm start -- --program examples/incident
//
// is blocked: the guard names the key and shows the fix, and does not repeat the value.
import { randomBytes } from "node:crypto";
import * as corev1 from "@pulumi/kubernetes/core/v1";

/** 32 hex digits, the shape that Apple issues. Made at run time, so that this repository holds no credential. */
const sharedSecret = process.env["INCIDENT_VALUE"] ?? randomBytes(16).toString("hex");

new corev1.ConfigMap("api", {
  metadata: { name: "api", namespace: "api" },
  data: {
    LOG_LEVEL: "info",
    PORT: "8080",
    APPLE_BUNDLE_ID: "com.example.api",
    APPLE_VERIFY_URL: "https://buy.itunes.apple.com/verifyReceipt",
    APPLE_SHARED_SECRET: sharedSecret,
  },
});
