import assert from "node:assert/strict";
import { failedBy, reading } from "../../cli/doctor/reading";
import { UserError } from "../../cli/user-error";

describe("a look of the doctor", () => {
  const limit = { seconds: 5, late: "wait." };

  it("brings what it found", async () => {
    assert.deepEqual(await reading("It", limit, () => 1), { value: 1 });
  });

  it("says why it failed, with the fix of the error", async () => {
    const look = () => {
      throw new UserError("It is closed.\nIt is night.\nFix: come back.");
    };
    assert.deepEqual(await reading("It", limit, look), {
      failed: { found: "It is closed.\nIt is night.", fix: "come back." },
    });
    assert.deepEqual(failedBy(new UserError("It is closed.")), { found: "It is closed.", fix: "run this again." });
  });

  it("ends when time is up, and tells what it was waiting for to end", async () => {
    let told = false;
    const look = (signal: AbortSignal) =>
      new Promise<never>(() => signal.addEventListener("abort", () => (told = true)));
    assert.deepEqual(await reading("It", { seconds: 0.05, late: "wait." }, look), {
      failed: { found: "It gave no answer within 0.05 s.", fix: "wait." },
    });
    assert.equal(told, true);
  });

  it("hides no mistake of the program", async () => {
    await assert.rejects(
      reading("It", limit, () => {
        throw new TypeError("no function");
      }),
      TypeError,
    );
  });
});
