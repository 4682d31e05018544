import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { leavePromisesUntraced } from "../../cli/preview/promises";

interface Debuggable {
  debuggablePromise: (promise: Promise<unknown>, context: string) => Promise<unknown>;
}

describe("the promises of Pulumi's SDK", () => {
  it("note no stack in a preview, and errors go on having theirs", async () => {
    const sdk = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable") as Debuggable;
    const { debuggablePromise } = sdk;
    const stackOf = async (): Promise<string> => {
      const promise = Promise.resolve();
      await sdk.debuggablePromise(promise, "test");
      return (promise as unknown as { _debugStackTrace: string })._debugStackTrace;
    };
    try {
      assert.match(await stackOf(), /\n {4}at /);
      leavePromisesUntraced();
      assert.equal(await stackOf(), "Error");
      assert.match(new Error("here").stack ?? "", /\n {4}at /);
    } finally {
      sdk.debuggablePromise = debuggablePromise;
    }
  });
});
