import * as assert from "node:assert/strict";
import { specialOutputValueSig, specialResourceSig, specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { secretMasker } from "../../cli/preview/mask-secrets";
import type { Wire } from "../../cli/preview/properties";
import { forPolicies, unknownText } from "../../cli/preview/properties";
import type { RecordedResource } from "../../cli/preview/resources";
import { makeUrn, parseUrn } from "../../cli/preview/resources";

const secret = (value: Wire): Wire => ({ [specialSigKey]: specialSecretSig, value });

describe("properties for a policy pack", () => {
  it("hold the id of a resource in the place of a reference to it, and the URN of a component", () => {
    const reference = (more: Record<string, Wire>): Wire => ({
      [specialSigKey]: specialResourceSig,
      urn: "urn",
      ...more,
    });
    assert.deepEqual(
      forPolicies(
        {
          known: reference({ id: "i" }),
          unknown: reference({ id: unknownText }),
          none: reference({ id: "" }),
          component: reference({}),
        },
        false,
      ),
      { known: "i", unknown: unknownText, none: unknownText, component: "urn" },
    );
  });

  it("hold an output's value with its mark", () => {
    const output = (more: Record<string, Wire>): Wire => ({ [specialSigKey]: specialOutputValueSig, ...more });
    assert.deepEqual(
      forPolicies({ a: output({ value: 1 }), b: output({}), c: output({ value: "x", secret: true }) }, false),
      {
        a: 1,
        b: unknownText,
        c: secret("x"),
      },
    );
  });

  it("lose internal keys for Analyze and keep them for Remediate", () => {
    const properties = { __defaults: [], data: { __inner: 1, PORT: "8080" } };
    assert.deepEqual(forPolicies(properties, false), { data: { PORT: "8080" } });
    assert.deepEqual(forPolicies(properties, true), properties);
  });
});

describe("secretMasker", () => {
  const resource = (inputs: Record<string, Wire>): RecordedResource[] => [
    { inputs, outputs: {} } as unknown as RecordedResource,
  ];

  it("masks what the program marked as secret, the longer one first, at any depth", () => {
    const resources = resource({ a: secret("abcdefgh"), b: [secret({ c: "abcdefgh-and-more" })], d: "visible-value" });
    assert.equal(
      secretMasker(resources)("abcdefgh-and-more abcdefgh visible-value"),
      "[secret] [secret] visible-value",
    );
  });

  it("leaves short and unknown secrets alone", () => {
    assert.equal(
      secretMasker(resource({ a: secret("8080"), b: secret(unknownText) }))(`8080 ${unknownText}`),
      `8080 ${unknownText}`,
    );
  });
});

describe("URNs", () => {
  const place = { stack: "dev", project: "app" };

  it("carry the types of all parents but the stack's", () => {
    const stack = makeUrn(place, "", "pulumi:pulumi:Stack", "app-dev");
    const outer = makeUrn(place, stack, "x:y:Outer", "outer");
    const inner = makeUrn(place, outer, "x:y:Inner", "inner");
    assert.equal(stack, "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev");
    assert.equal(outer, "urn:pulumi:dev::app::x:y:Outer::outer");
    assert.equal(makeUrn(place, inner, "a:b:C", "c"), "urn:pulumi:dev::app::x:y:Outer$x:y:Inner$a:b:C::c");
  });

  it("are read back, also when a name holds the separator", () => {
    assert.deepEqual(parseUrn("urn:pulumi:dev::app::x:y:Outer$a:b:C::name::more"), {
      type: "a:b:C",
      name: "name::more",
    });
  });
});
