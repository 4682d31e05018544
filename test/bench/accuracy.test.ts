import assert from "node:assert/strict";
import { credentialsOf, elsewhere, isAt, judgeConfigMap, type Look } from "../../bench/accuracy/config-maps";
import { isDistinctive } from "../../bench/accuracy/distinctive";
import { incidentsFound, innocentKeys, innocentsFlagged } from "../../bench/accuracy/generated";
import { judgeLine, missedByRule } from "../../bench/accuracy/lines";
import type { CorpusConfigMap, CorpusLine } from "../../bench/corpus";
import type { Finding } from "../../policies/detect/types";

function finding(key: string, more: Partial<Finding> = {}): Finding {
  return { keyPath: ["data", key], detector: "seen", what: "a password", level: "certain", length: 6, ...more };
}

/** Finds what stands under the given keys. */
function seeing(...findings: Finding[]): Look {
  return ({ keyPath }) => ({ findings: findings.filter((found) => found.keyPath[1] === keyPath[1]), unread: [] });
}

function configMap(id: string, data: Record<string, string>, why: CorpusConfigMap["why"]): CorpusConfigMap {
  return { id, name: `name-${id}`, data, why };
}

describe("the measure of accuracy", () => {
  it("takes a finding for a credential under the same key, on its line or next to it", () => {
    assert.ok(isAt(finding("app.ini", { line: 46 }), { key: "app.ini", line: 47 }));
    assert.ok(isAt(finding("app.ini", { line: 3 }), { key: "app.ini" }));
    assert.ok(isAt(finding("PASSWORD"), { key: "PASSWORD", line: 1 }));
    assert.ok(!isAt(finding("app.ini", { line: 45 }), { key: "app.ini", line: 47 }));
    assert.ok(!isAt(finding("other.ini", { line: 47 }), { key: "app.ini", line: 47 }));
  });

  it("counts a text that several ConfigMaps repeat once, and only when it is found in each", () => {
    const one = configMap("1", { "a.yaml": "x: 1\npassword: cassandra" }, [{ key: "a.yaml", line: 2 }]);
    const other = { ...one, id: "2", name: "name-2" };
    const found = finding("a.yaml", { line: 2 });
    const both = [judgeConfigMap(one, seeing(found)), judgeConfigMap(other, seeing(found))];
    assert.deepEqual(credentialsOf(both), [
      {
        places: ['1 (name-1) data["a.yaml"] line 2', '2 (name-2) data["a.yaml"] line 2'],
        isFound: true,
        detectors: ["seen", "seen"],
      },
    ]);
    const [half] = credentialsOf([both[0]!, judgeConfigMap(other, seeing())]);
    assert.equal(half!.isFound, false);
  });

  it("takes a value of one line for one credential, whether a person named the line or not", () => {
    const why = [{ key: "PASSWORD" }, { key: "PASSWORD", line: 1 }];
    const judged = judgeConfigMap(configMap("1", { PASSWORD: "x\n" }, why), seeing(finding("PASSWORD")));
    assert.equal(credentialsOf([judged]).length, 1);
    assert.deepEqual(elsewhere(judged), []);
  });

  it("leaves placeholders out, and names what nobody had seen", () => {
    const data = { A: "x", B: "y" };
    const look = seeing(finding("A", { level: "placeholder" }), finding("B", { level: "suspicious" }));
    const judged = judgeConfigMap(configMap("1", data, [{ key: "A" }]), look);
    assert.equal(credentialsOf([judged])[0]!.isFound, false);
    assert.deepEqual(
      elsewhere(judged).map(({ keyPath }) => keyPath),
      [["data", "B"]],
    );
  });

  it("makes up the same thousand values again, and finds all incidents but nothing innocent", () => {
    const seen: string[] = [];
    const look: Look = ({ value }) => ({ findings: [], unread: seen.push(value) > 0 ? [] : [] });
    assert.equal(incidentsFound("APPLE_IAP", 1, look), 0);
    incidentsFound("APPLE_IAP", 1, look);
    assert.deepEqual(seen.slice(0, 1000), seen.slice(1000));
    assert.ok(seen.every((value) => /^[0-9a-f]{32}$/.test(value)));
    assert.equal(new Set(seen).size, 1000);

    assert.equal(incidentsFound("APPLE_SHARED_SECRET", 1), 1000);
    assert.equal(incidentsFound("APPLE_IAP", 1), 1000);
    assert.deepEqual(innocentsFlagged(1), Object.fromEntries(innocentKeys.map((key) => [key, 0])));
  });
});

describe("lines of other scanners", () => {
  const line = (scanner: string, rule: string, more: Partial<CorpusLine> = {}): CorpusLine => ({
    id: `${scanner}:1`,
    scanner,
    rule,
    line: "x",
    ...more,
  });

  it("have a distinctive format when their rule fixes three characters, or so does the kind of finding", () => {
    assert.ok(isDistinctive(line("gitleaks", "github-pat")));
    assert.ok(isDistinctive(line("secretlint", "aws", { messageId: "AWSAccessKeyID" })));
    assert.ok(!isDistinctive(line("secretlint", "aws", { messageId: "AWSAccountID" })));
    assert.ok(!isDistinctive(line("gitleaks", "algolia-api-key")));
    assert.ok(!isDistinctive(line("noseyparker", "np.arn.1")), "an ARN is no credential");
    assert.ok(!isDistinctive(line("unknown", "github-pat")));
  });

  it("are counted by rule, the worst first", () => {
    const look = seeing(finding("notes.txt"));
    const lines = [
      judgeLine(line("a", "one"), look),
      judgeLine(line("a", "two"), seeing()),
      judgeLine(line("a", "three"), seeing()),
      judgeLine(line("a", "three"), seeing()),
    ];
    assert.deepEqual(missedByRule(lines), [
      { rule: "a three", missed: 2, of: 2 },
      { rule: "a two", missed: 1, of: 1 },
    ]);
  });
});
