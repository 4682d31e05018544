import assert from "node:assert/strict";
import { defaultChartVersion, sendsSessionTags, withoutSessionTags } from "../../components/model/operator-version";

describe("the operator's version", () => {
  for (const version of ["2.5.0", "2.5.0-rc.1", "2.10.3", "3.0.0", defaultChartVersion]) {
    it(`sends session tags: ${version}`, () => assert.equal(sendsSessionTags(version), true));
  }

  for (const version of ["2.4.9", "1.3.2", "0.20.4"]) {
    it(`sends none: ${version}`, () => assert.equal(sendsSessionTags(version), false));
  }

  it("says what is weaker without them, and the fix", () => {
    assert.equal(
      withoutSessionTags("aws-secrets-manager", ["api", "billing"]),
      "The store aws-secrets-manager does not tell its namespaces apart: whoever may write an ExternalSecret in one of " +
        "api, billing reads the entries of all of them. Operators older than 2.5 send no session tags.\n" +
        "Fix: give the operator the chart version 2.5.0 or newer (strongroom:operator.chartVersion; without it the default).",
    );
  });
});
