import { dropPrevious, reachPods, seedNew } from "../common-steps";
import type { Runbook } from "../runbook";

/** The credential of the incident that this project grew out of. */
export const runbook: Runbook = {
  id: "apple",
  title: "Apple shared secret",
  appliesTo: "The shared secret of App Store Connect that verifies receipts of auto-renewable subscriptions.",
  revoke: [
    {
      what: "In App Store Connect, https://appstoreconnect.apple.com/apps: the app, App Information, App-Specific Shared Secret, Manage, Regenerate. The one for all apps: Users and Access, Integrations, Shared Secret. It takes an Account Holder, Admin or App Manager.",
      check: "The page shows a new one. The old one ends at once: receipts fail until the pods have it, so go on.",
    },
  ],
  rotate: [seedNew("Put the new secret."), ...reachPods, dropPrevious],
  audit: [
    {
      what: "Look in your own logs for receipts that are verified and belong to nobody: Apple shows no log of who used the secret.",
    },
  ],
  elsewhere: [
    {
      what: "App Store Connect: who has access to the account",
      link: "https://appstoreconnect.apple.com/access/users",
    },
  ],
  traps: [
    "Seeding records the day, and the reminders of the next quarter follow from it; putting it in the console does not.",
    "verifyReceipt is deprecated: the App Store Server API signs with keys that can be revoked one by one.",
  ],
  references: [
    "https://developer.apple.com/help/app-store-connect/configure-in-app-purchase-settings/generate-a-shared-secret-to-verify-receipts/",
  ],
};
