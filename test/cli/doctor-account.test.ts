import assert from "node:assert/strict";
import { accountLines } from "../../cli/doctor/account";
import { failed, shown } from "./doctor-lines";

describe("what the doctor says of the account", () => {
  const place = { account: "111122223333", region: "eu-west-1" };
  const identity = { value: "arn:aws:iam::111122223333:user/somebody" };

  it("is who calls, and that they may look", () => {
    const dates = { value: new Map([["dev/api/app", undefined]]) };
    assert.deepEqual(accountLines({ identity, dates }, place), [
      { check: "identity", state: "ok", found: "arn:aws:iam::111122223333:user/somebody, of account 111122223333" },
      { check: "rights", state: "ok", found: "may look at 1 entry in eu-west-1" },
    ]);
  });

  it("is no pass where nobody was asked", () => {
    const lines = accountLines({ identity: failed, dates: undefined }, place);
    assert.deepEqual(shown(lines, "identity"), ["problem: it was refused. Fix: ask."]);
    assert.deepEqual(shown(lines, "rights"), ["not-checked: nobody is signed in with an identity of this account."]);
  });

  it("is a problem where looking is refused", () => {
    assert.deepEqual(shown(accountLines({ identity, dates: failed }, place), "rights"), [
      "problem: it was refused. Fix: ask.",
    ]);
  });
});
