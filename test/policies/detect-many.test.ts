import assert from "node:assert/strict";
import { detect } from "../../policies/detect/index";
import { alphanumeric, hexDigits, Random } from "../../bench/random";

const random = new Random(1);
const count = 5_000;

function gitlabToken(): string {
  return ["gl", "pat-", random.text(20, alphanumeric)].join("");
}

/** The findings of a value, each as the keys inside and the line. */
function placesIn(value: string): string[] {
  return detect({ keyPath: ["data", "a.conf"], value }).findings.map(
    ({ keyPath, line }) => `${keyPath.slice(2).join(".")} @ ${line}`,
  );
}

function numbered(place: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => place(index));
}

describe("a value that holds thousands of credentials", () => {
  it("is told each of them at its keys and its line, when only the keys give them away", () => {
    const value = numbered((index) => `service${index}.password=Zx9${index}kQ8w7Lp2v`).join("\n");
    assert.deepEqual(
      placesIn(value),
      numbered((index) => `service${index}.password @ ${index + 1}`),
    );
  });

  it("is told each of them when a vendor's format gives them away", () => {
    const value = numbered((index) => `service${index}: ${gitlabToken()}`).join("\n");
    assert.deepEqual(
      placesIn(value),
      numbered((index) => `service${index} @ ${index + 1}`),
    );
  });

  it("is told one that stands on every line as often", () => {
    const value = numbered(() => "password: Zx9kQ8w7Lp2v").join("\n");
    assert.deepEqual(
      placesIn(value),
      numbered((index) => `password @ ${index + 1}`),
    );
  });

  it("is told keys that are credentials, or nearly, without repeating them", () => {
    const tokens = numbered((index) => (index % 2 === 0 ? gitlabToken() : `glp_${random.text(40, hexDigits)}Z`));
    const value = tokens.map((token) => `${token}: ${gitlabToken()}`).join("\n");
    const said = JSON.stringify(detect({ keyPath: ["data", "a.conf"], value }));
    assert.deepEqual(
      tokens.filter((token) => said.includes(token)),
      [],
    );
  });
});
