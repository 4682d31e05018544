import assert from "node:assert/strict";
import { formatKeyPath, formatNestedKeyPath } from "../../policies/engine/key-path";

describe("a key path in a message", () => {
  const cases: [string, string[] | (string | number)[], string][] = [
    ["a key of a ConfigMap", ["data", "DB_URL"], 'data["DB_URL"]'],
    ["a field of a manifest", ["items", 0, "metadata", "name"], "items[0].metadata.name"],
    ["an annotation", ["metadata", "annotations", "a.b/c"], 'metadata.annotations["a.b/c"]'],
    ["a key with a space", ["spec", "a b"], 'spec["a b"]'],
    ["a key that could hold a credential", ["data", "https://me:pass@host"], "data[key of 20 characters]"],
    ["a key that could reach the terminal", ["data", "\u001b[31m"], "data[key of 5 characters]"],
    ["a key that is too long for Kubernetes", ["data", "k".repeat(254)], "data[key of 254 characters]"],
  ];
  for (const [title, path, text] of cases) {
    it(`writes ${title}`, () => assert.equal(formatKeyPath(path), text));
  }

  it("goes on inside a value that was opened", () => {
    const text = formatNestedKeyPath(["data", "application.yaml"], ["spring", "datasource", 0, "password"]);
    assert.equal(text, 'data["application.yaml"] → spring.datasource[0].password');
  });

  it("stays as it is when nothing was opened", () => {
    assert.equal(formatNestedKeyPath(["data", "A"], []), 'data["A"]');
  });
});
