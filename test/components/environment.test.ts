import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { loadEnvironment } from "../../components/environment";

describe("the configuration that a program loads", () => {
  const before = pulumi.runtime.allConfig();
  afterEach(() => pulumi.runtime.setAllConfig(before, []));

  it("is refused without a stack trace, and without a value that is encrypted in the stack file", () => {
    const hidden = "hidden-" + "value";
    pulumi.runtime.setAllConfig({ "aws:region": hidden, "strongroom:account": hidden }, ["aws:region"]);
    assert.throws(loadEnvironment, (error: Error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.match(error.message, /^ {2}aws:region is encrypted in the stack file; wanted an AWS region\. Type: /m);
      assert.match(error.message, /^ {2}strongroom:account is "hidden-value"; wanted an AWS account/m);
      return true;
    });
  });

  it("may hold no key that nobody reads", () => {
    pulumi.runtime.setAllConfig({ "strongroom:seded": '["dev/api/app"]' }, []);
    assert.throws(loadEnvironment, /^ {2}strongroom:seded is not known; there are strongroom:account, /m);
  });
});
