import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type { NotOpened } from "../../report/preview-report";

/** The functions of the SDK's runtime that ask a provider and can say "unknown", by the order of their arguments. */
const outputForms = ["invokeOutput", "invokeSingleOutput", "call", "callSingle"];

/**
 * Leaves look-ups in their output form unknown, and notes them. The monitor cannot do this: by the time that it is asked, the
 * SDK takes every answer for a known one.
 */
export function leaveLookupsUnknown(notOpened: NotOpened[]): void {
  // The provider packages reach these functions through this very object, so replacing them here reaches all.
  const runtime = createRequire(__filename)("@pulumi/pulumi/runtime") as Record<string, unknown>;
  for (const form of outputForms) {
    runtime[form] = (token: string): pulumi.Output<unknown> => {
      notOpened.push({ subject: token, reason: "the look-up is answered by its provider" });
      return pulumi.output(pulumi.unknown);
    };
  }
}
