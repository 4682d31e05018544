import assert from "node:assert/strict";
import { discoverRules } from "../../policies/engine/discover-rules";
import type { ExampleResource } from "../../policies/engine/rule";
import { contraband } from "./bypasses/contraband";
import { disguised } from "./bypasses/disguises";
import { outOfReach } from "./bypasses/out-of-reach";
import { places } from "./bypasses/places";
import type { Technique } from "./bypasses/technique";
import { writings } from "./bypasses/writings";
import { ask } from "./in-process";

const techniques = [...writings, ...places];

/** The rules that look for credentials. Another rule that is in the way proves nothing. */
const rules = discoverRules().filter(({ id }) =>
  /-secrets?$|^(secret-manifest|secret-provenance|release-values|function-environment|user-data)$/.test(id),
);

async function isBlocked(resources: readonly ExampleResource[]): Promise<boolean> {
  const violations = rules.map((rule) => ask(rule, resources));
  // The rule that reads text assets answers later.
  await new Promise(setImmediate);
  return violations.flat().some(({ level }) => level === "mandatory");
}

function reasonFor(technique: string, title: string): string | undefined {
  return outOfReach.find((entry) => entry.technique === technique && (entry.contraband ?? [title]).includes(title))
    ?.reason;
}

function tries(list: readonly Technique[]): void {
  for (const { title, hide } of list) {
    const [missed, found] = [true, false].map((isMissed) =>
      contraband.filter((item) => (reasonFor(title, item.title) !== undefined) === isMissed),
    );
    if (found!.length > 0) {
      it(`blocks ${found!.length === contraband.length ? "every credential" : "most credentials"} ${title}`, async () => {
        const past = [];
        for (const item of found!) if (!(await isBlocked(hide(item.key, item.value)))) past.push(item.title);
        assert.deepEqual(past, []);
      });
    }
    if (missed!.length > 0) {
      it(`does not reach ${missed!.length === contraband.length ? "any" : missed!.map((item) => item.title).join(", ")} ${title}`, async () => {
        const blocked = [];
        for (const item of missed!) if (await isBlocked(hide(item.key, item.value))) blocked.push(item.title);
        assert.deepEqual(blocked, [], "blocked after all: take it off the list");
      });
    }
  }
}

describe("attempts to get past the guard", function () {
  this.timeout(60_000);

  it("are at least two hundred", () => {
    assert.ok((techniques.length + disguised.length) * contraband.length >= 200);
  });

  it("have a title of their own, and a reason where they are out of reach", () => {
    const titles = techniques.map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
    const known = new Set([...titles, ...disguised.map(({ title }) => title)]);
    assert.deepEqual(
      outOfReach.filter(({ technique, reason }) => !known.has(technique) || reason.length < 40),
      [],
    );
  });

  describe("by the way a credential is written", () => tries(techniques));
  describe("with a value of the stack's own, disguised", () => tries(disguised));

  it("are told from the same disguises of a setting", async () => {
    const flagged = [];
    for (const { title, hide } of techniques) {
      for (const [key, value] of [
        ["LOG_LEVEL", "info"],
        ["DB_HOST", "db.internal.example.com"],
        ["DB_PASSWORD_FILE", "/run/secrets/db"],
      ] as const) {
        if (await isBlocked(hide(key, value))) flagged.push(`${key} ${title}`);
      }
    }
    assert.deepEqual(flagged, []);
  });
});
