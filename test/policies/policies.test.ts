import assert from "node:assert/strict";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { policiesOf } from "../../policies/engine/policies";
import type { ExampleResource, Finding, Rule } from "../../policies/engine/rule";
import { unknown } from "../../policies/engine/value";
import { ask } from "./in-process";

const findings: Finding[] = [
  { level: "mandatory", keyPath: 'data["A"]', text: "A is wrong.", fix: "change A,\nor remove it." },
  { level: "advisory", keyPath: 'data["B"]', text: "B may be wrong." },
];
const wrong = {
  policy: "sample",
  level: "mandatory",
  resource: "web",
  message: "A is wrong.\nFix: change A,\n     or remove it.",
};
const advice = { policy: "sample-advisory", level: "advisory", resource: "web", message: "B may be wrong." };

const web: ExampleResource = { type: "t:m:Web", name: "web", props: { name: "web-1", data: { A: "1", B: unknown } } };

function sample(check: (props: ExampleResource["props"]) => Finding[], types = ["t:m:Web", "t:m:Other"]): Rule {
  const texts = { id: "sample", description: "A sample.", why: "", fix: "Change it.", references: [] };
  return {
    ...texts,
    severity: "low",
    resource: { types, check: ({ props }) => check(props) },
    examples: { bad: [], good: [] },
  };
}

const exemption = {
  rule: "sample",
  resource: "web",
  keyPath: 'data["A"]',
  reason: "moves next month",
  owner: "web-team",
  expires: "2026-06-30",
};

describe("the adapter from a rule to CrossGuard", () => {
  it("splits a rule's findings into a mandatory and an advisory policy, and indents the fix", () => {
    assert.deepEqual(
      ask(
        sample(() => findings),
        [web],
      ),
      [wrong, advice],
    );
  });

  it("hands the rule plain data in which an unknown value is marked", () => {
    let seen: unknown;
    const rule = sample((props) => {
      seen = props;
      return [];
    });
    ask(rule, [web]);
    assert.deepEqual(seen, { name: "web-1", data: { A: "1", B: unknown } });
  });

  it("runs the rule once for both policies", () => {
    let runs = 0;
    const rule = sample(() => {
      runs++;
      return findings;
    });
    ask(rule, [web, { ...web, name: "web2" }]);
    assert.equal(runs, 2);
  });

  it("skips other types, and lets the SDK skip them where a rule looks at one type only", () => {
    assert.deepEqual(
      ask(
        sample(() => findings),
        [{ ...web, type: "t:m:Third" }],
      ),
      [],
    );
    assert.deepEqual(
      ask(
        sample(() => findings, ["t:*:W*"]),
        [web],
      ).length,
      2,
    );
    const [only] = policiesOf([sample(() => [], ["t:m:Web"])], "2026-06-15") as ResourceValidationPolicy[];
    assert.equal((only!.validateResource as { __pulumiType?: string }).__pulumiType, "t:m:Web");
  });

  it("lets nothing through when it fails, and tells the error's class and not its message", () => {
    const rule = sample(() => {
      throw new TypeError("cannot read hunter2");
    });
    assert.deepEqual(ask(rule, [web]), [
      {
        policy: "sample",
        level: "mandatory",
        resource: "web",
        message:
          "The rule sample could not judge urn:pulumi:test::strongroom::t:m:Web::web: TypeError.\n" +
          "Fix: report it; until the rule is mended, pulumi config set --path 'strongroom:guard.rules.sample' advisory.",
      },
    ]);
  });

  it("lets no stack through when it fails, too", () => {
    const check = () => {
      throw new RangeError("hunter2");
    };
    const rule: Rule = { ...sample(() => []), resource: undefined, stack: { types: ["t:m:Web"], check } };
    assert.deepEqual(
      ask(rule, [web]).map(({ message }) => message),
      [
        "The rule sample could not judge the stack: RangeError.\n" +
          "Fix: report it; until the rule is mended, pulumi config set --path 'strongroom:guard.rules.sample' advisory.",
      ],
    );
  });

  it("links the resources of a stack by property dependencies", () => {
    const sources: string[] = [];
    const rule: Rule = {
      ...sample(() => []),
      stack: {
        types: ["t:m:Web"],
        check: (resources) => {
          sources.push(...resources[1]!.sourcesOf("webId").map(({ name }) => name));
          return [];
        },
      },
    };
    const other = { type: "t:m:Other", name: "other", props: {}, propertyDependencies: { webId: ["web"] } };
    ask(rule, [web, other]);
    assert.deepEqual(sources, ["web"]);
    const [only] = policiesOf([rule], "2026-06-15") as StackValidationPolicy[];
    assert.equal((only!.validateStack as { __pulumiType?: string }).__pulumiType, "t:m:Web");
  });

  describe("with an exemption", () => {
    const exempted = {
      policy: "sample-advisory",
      level: "advisory",
      resource: "web",
      message: "A is wrong.\nExempted until 2026-06-30 by web-team: moves next month",
    };
    const account = { policy: "exemptions", level: "advisory", resource: "" };
    const unused = (what: string) => ({
      ...account,
      message:
        `The exemption of ${what}, from sample (owner web-team) spared nothing.\n` +
        "Fix: remove it from strongroom:guard.exemptions in the stack file; left there, it spares what comes next.",
    });
    const judge = (change: Partial<typeof exemption>, today?: string) =>
      ask(
        sample(() => findings),
        [web],
        { exemptions: [{ ...exemption, ...change }], ...(today && { today }) },
      );

    it("lists the finding as advice instead of blocking", () => {
      assert.deepEqual(judge({}), [exempted, advice]);
    });

    it("holds on its last day, and not on the next", () => {
      assert.deepEqual(judge({}, "2026-06-30"), [exempted, advice]);
      const expired = {
        ...account,
        message:
          'The exemption of web, data["A"], from sample (owner web-team) expired on 2026-06-30 and exempts nothing.\n' +
          "Fix: remove it from strongroom:guard.exemptions in the stack file, or renew it with a new date and reason.",
      };
      assert.deepEqual(judge({}, "2026-07-01"), [wrong, advice, expired]);
    });

    it("finds the resource by its URN, its name, its name in the cloud, and a pattern", () => {
      for (const resource of ["urn:pulumi:test::strongroom::t:m:Web::web", "web", "web-1", "w*1", "*::web"]) {
        assert.deepEqual(judge({ resource }), [exempted, advice], resource);
      }
      for (const resource of ["we", "web-2", "x*", "urn:pulumi:test"]) {
        assert.deepEqual(judge({ resource }), [wrong, advice, unused(`${resource}, data["A"]`)], resource);
      }
    });

    it("covers the key path that it names, or every finding", () => {
      assert.deepEqual(judge({ keyPath: 'data["C"]' }), [wrong, advice, unused('web, data["C"]')]);
      assert.deepEqual(judge({ keyPath: 'data["A"] (line 3)' }), [exempted, advice]);
      assert.equal(
        ask(
          sample(() => findings),
          [web],
          { exemptions: [{ ...exemption, keyPath: undefined }] },
        ).length,
        2,
      );
    });

    it("exempts nothing when it is not valid, and says so", () => {
      const [first, , third] = ask(
        sample(() => findings),
        [web],
        { exemptions: [{ ...exemption, owner: "" }, "web"] },
      );
      assert.deepEqual(first, wrong);
      assert.equal(
        third?.message,
        "2 of the exemptions are not valid, so they exempt nothing.\n" +
          "Fix: give each one rule, resource, reason, owner and expires (YYYY-MM-DD).",
      );
    });
  });
});
