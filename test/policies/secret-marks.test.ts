import assert from "node:assert/strict";
import type { KeyPath } from "../../policies/engine/leaves";
import { policiesOf } from "../../policies/engine/policies";
import type { ExampleResource, Rule } from "../../policies/engine/rule";
import { unknown, type ValueMap } from "../../policies/engine/value";
import { ask } from "./in-process";

/** A rule that keeps what it is told of marks. */
function witness(): { rule: Rule; told: (readonly KeyPath[])[] } {
  const told: (readonly KeyPath[])[] = [];
  const rule: Rule = {
    ...{ id: "witness", description: "", severity: "low", why: "", fix: "", references: [] },
    resource: {
      types: ["t:m:Web"],
      needsMarks: true,
      check: (_, marks) => {
        told.push(marks);
        return [];
      },
    },
    examples: { bad: [], good: [] },
  };
  return { rule, told };
}

function marksOf(...resources: Pick<ExampleResource, "props" | "marks">[]): (readonly KeyPath[])[] {
  const { rule, told } = witness();
  ask(
    rule,
    resources.map((resource) => ({ type: "t:m:Web", name: "web", ...resource })),
  );
  return told;
}

// When one of these fails after an update of @pulumi/policy, its inside has changed: see policies/engine/behind-proxies.ts.
describe("what the program marked as secret", () => {
  it("is known leaf by leaf, beside what is not known", () => {
    const props: ValueMap = { data: { A: "1", B: "2", C: unknown }, list: [{ a: 1 }, { a: 2 }] };
    assert.deepEqual(
      marksOf({
        props,
        marks: [
          ["data", "B"],
          ["list", 1, "a"],
        ],
      }),
      [
        [
          ["data", "B"],
          ["list", 1, "a"],
        ],
      ],
    );
  });

  it("is known as a whole, where a whole map is marked", () => {
    assert.deepEqual(marksOf({ props: { data: { A: "1" } }, marks: [["data"]] }), [[["data"]]]);
  });

  it("is forgotten when the resource comes again without it", () => {
    const props = { data: { A: "1" } };
    assert.deepEqual(marksOf({ props, marks: [["data", "A"]] }, { props }), [[["data", "A"]], []]);
  });

  it("is not hidden by keys that look like the SDK's own", () => {
    const props = { __isSpecialProxy: true, __getSpecialProxyTarget: "x", data: { __isSpecialProxy: true, A: "1" } };
    assert.deepEqual(marksOf({ props, marks: [["data", "A"]] }), [[["data", "A"]]]);
  });

  it("is noted by a policy of its own, which changes nothing, and only for a rule that asks", () => {
    const names = (rule: Rule) => policiesOf([rule], "2026-06-15").map(({ name }) => name);
    const { rule } = witness();
    assert.deepEqual(names(rule).slice(0, -1), ["witness", "witness-advisory", "witness-marks"]);
    const { needsMarks: _, ...resource } = rule.resource!;
    assert.deepEqual(names({ ...rule, resource }).slice(0, -1), ["witness", "witness-advisory"]);
    const marking = policiesOf([rule], "2026-06-15")[2]!;
    assert.equal(marking.enforcementLevel, "remediate");
    assert.ok("remediateResource" in marking);
    assert.equal(
      marking.remediateResource!({ urn: "u", type: "t:m:Web", name: "web", props: { a: "1" } } as never),
      undefined,
    );
  });
});
