import * as assert from "node:assert/strict";
import { previewFixture } from "./run-cli";

describe("a program that fails", () => {
  it("shows a RunError's message alone, and no verdict", () => {
    assert.deepEqual(previewFixture("run-error", "--verbose"), {
      status: 2,
      stdout: "",
      stderr: "The program run-error failed: the declaration of api has no owner.\nFix: name a team.\n",
    });
  });

  it("shows any other error's message, and where it was thrown only with --verbose", () => {
    const message = "The program throwing failed: the fixture fails as programs do\n";
    assert.deepEqual(previewFixture("throwing"), { status: 2, stdout: "", stderr: message });
    const { status, stdout, stderr } = previewFixture("throwing", "--verbose");
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^The program throwing failed: .*\nTypeError: .*\n {4}at .*throwing\/index\.ts:1:/);
  });

  it("sees a promise that is rejected after the program's last line", () => {
    assert.deepEqual(previewFixture("rejecting"), {
      status: 2,
      stdout: "",
      stderr: 'The program rejecting failed: error serializing property "outputs": the output fails late\n',
    });
  });

  it("says so when the program can never end", () => {
    assert.deepEqual(previewFixture("never-ending"), {
      status: 2,
      stdout: "",
      stderr:
        "The program never-ending failed: a promise or output of the program never resolves, so it cannot end.\n" +
        "Fix: look for resources or values that wait for each other.\n",
    });
  });

  it("refuses a look-up in its promise form, which cannot stay unknown", () => {
    assert.deepEqual(previewFixture("promised-lookup"), {
      status: 2,
      stdout: "",
      stderr:
        "The program promised-lookup failed: aws:index/getCallerIdentity:getCallerIdentity is a look-up that only the engine's providers answer.\n" +
        "Fix: use its output form (the one that ends in Output), which stays unknown here, or preview with the Pulumi CLI.\n",
    });
  });

  it("refuses two resources of one name, as the engine does", () => {
    assert.deepEqual(previewFixture("duplicate-urn"), {
      status: 2,
      stdout: "",
      stderr:
        "The program duplicate-urn failed: failed to register new resource twice [kubernetes:core/v1:ConfigMap]: " +
        "there are two resources with the URN urn:pulumi:dev::duplicate-urn::kubernetes:core/v1:ConfigMap::twice.\n" +
        "Fix: give one of them another name or parent.\n",
    });
  });

  it("takes a logged error for a failure, as the engine does", () => {
    assert.deepEqual(previewFixture("logged-error"), {
      status: 2,
      stdout: "",
      stderr:
        "error: [runtime] the fixture says so\n" + "The program logged-error failed: it logged an error (see above)\n",
    });
  });

  it("does not take a program that leaves by itself for a clean one", () => {
    assert.deepEqual(previewFixture("exiting"), {
      status: 2,
      stdout: "",
      stderr: "The program called process.exit, so there is no verdict.\nFix: throw an error instead.\n",
    });
  });
});
