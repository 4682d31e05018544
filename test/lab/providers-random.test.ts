import assert from "node:assert/strict";
import { compareSync } from "bcryptjs";
import { randomProvider } from "../../lab/providers/random/provider";
import { type Properties, textOf, unknown } from "../../lab/providers/core/values";
import { ask, type Asked } from "./provider-client";
import { make, plan } from "./provider-lifecycle";

describe("the lab's random provider", () => {
  let passwords: Asked;
  before(async () => {
    passwords = await ask(randomProvider, "random:index/randomPassword:RandomPassword");
    await passwords.configure();
  });
  after(() => passwords.stop());

  async function draw(given: Properties): Promise<string> {
    return textOf((await make(passwords, given)).state["result"])!;
  }

  it("draws a password of the wanted length and kinds, and says nothing of it in the id", async () => {
    assert.match(await draw({ length: 40, special: false }), /^[A-Za-z0-9]{40}$/);
    assert.match(
      await draw({ length: 30, lower: false, upper: false, numeric: false, overrideSpecial: "_-" }),
      /^[_-]{30}$/,
    );
    const mixed = await draw({
      length: 8,
      minLower: 2,
      minUpper: 2,
      minNumeric: 2,
      minSpecial: 2,
      overrideSpecial: "!",
    });
    assert.deepEqual(
      [/[a-z]/g, /[A-Z]/g, /[0-9]/g, /!/g].map((kind) => mixed.match(kind)?.length),
      [2, 2, 2, 2],
    );
    assert.equal((await make(passwords, { length: 8 })).id, "none");
    assert.notEqual(await draw({ length: 20 }), await draw({ length: 20 }));
  });

  it("marks the password and its hash as secret, and the hash fits", async () => {
    const { inputs } = await passwords.check({ length: 16 });
    const { state } = await passwords.create(inputs.values);
    assert.deepEqual(new Set(state.secrets.map(String)), new Set(["result", "bcryptHash"]));
    assert.ok(compareSync(textOf(state.values["result"])!, textOf(state.values["bcryptHash"])!));
  });

  it("keeps a password until an input or a keeper changes", async () => {
    const given = { length: 16, keepers: { rotation: "1" } };
    const made = await make(passwords, given);
    assert.deepEqual((await plan(made, given)).changed, []);
    assert.deepEqual((await plan(made, { ...given, keepers: { rotation: "2" } })).replaces, ["keepers"]);
    assert.deepEqual((await plan(made, { ...given, length: 17 })).replaces, ["length"]);
    assert.deepEqual((await passwords.read(made.id, made.state, made.inputs)).state.values, made.state);
  });

  it("shows at a preview that the value is not known", async () => {
    const { inputs } = await passwords.check({ length: 16 });
    const { state } = await passwords.create(inputs.values, { preview: true });
    assert.deepEqual([state.values["result"], state.values["bcryptHash"]], [unknown, unknown]);
  });

  it("refuses lengths that do not fit, and inputs that the vendor does not have", async () => {
    const failures = async (given: Properties): Promise<string[]> => (await passwords.check(given)).failures;
    assert.deepEqual(await failures({}), ["length: random:index/randomPassword:RandomPassword needs length"]);
    assert.deepEqual(await failures({ length: 0 }), ["length: length must be a whole number of at least 1"]);
    assert.deepEqual(await failures({ length: 3, minLower: 2, minUpper: 2 }), [
      "length: length is 3, but minLower, minUpper, minNumeric and minSpecial ask for 4",
    ]);
    assert.deepEqual(await failures({ length: 3, lower: false, upper: false, numeric: false, special: false }), [
      "length: one of lower, upper, numeric and special must be true",
    ]);
    assert.equal((await failures({ length: 3, size: 4 })).length, 1);
  });

  it("makes texts, ids and UUIDs whose ids are their values", async () => {
    const text = await make(passwords.of("random:index/randomString:RandomString"), { length: 12 });
    assert.equal(text.id, text.state["result"]);
    const id = await make(passwords.of("random:index/randomId:RandomId"), { byteLength: 4, prefix: "p-" });
    assert.match(textOf(id.state["hex"])!, /^p-[0-9a-f]{8}$/);
    assert.equal(id.state["b64Url"], `p-${id.id}`);
    const uuid = await make(passwords.of("random:index/randomUuid:RandomUuid"), {});
    assert.match(uuid.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("imports nothing", async () => {
    await assert.rejects(passwords.read("none"), {
      details:
        'read random:index/randomPassword:RandomPassword "example": the lab imports no random values: let the program make a new one',
    });
  });
});
