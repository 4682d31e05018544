import assert from "node:assert/strict";
import { PartialFailure, ProviderError } from "../../lab/providers/core/errors";
import { sameJson } from "../../lab/providers/core/diff";
import type { ProviderDefinition, ResourceType } from "../../lab/providers/core/resource-type";
import { type Decoded, type Properties, textOf, unknown } from "../../lab/providers/core/values";
import { vendorProperties } from "../../lab/providers/core/vendor-properties";
import { ask, type Asked } from "./provider-client";

const token = "shop:index/shelf:Shelf";

/** A service in memory, and a type that uses everything that the core does. */
function shop(): { definition: ProviderDefinition<string>; shelves: Map<string, Properties> } {
  const shelves = new Map<string, Properties>();
  const shelf: ResourceType<string> = {
    type: token,
    properties: {
      type: token,
      inputs: ["name", "size", "label", "layout", "password", "boards", "colour"],
      required: ["size"],
      outputs: ["arn"],
      secrets: [],
    },
    supports: { name: true, size: true, label: true, layout: true, password: true, boards: ["width"] },
    defaults: { label: "none" },
    computed: ["password"],
    replaceOn: ["name", "size"],
    refuseChange: { boards: "make another shelf" },
    secretOutputs: ["password"],
    same: { layout: sameJson },
    retained: ["label"],
    autoname: { property: "name", longest: 20 },
    check: ({ size }) => (size === 0 ? [{ property: "size", reason: "size must be at least 1" }] : []),
    create: (inputs, region) => {
      const id = textOf(inputs["name"])!;
      if (inputs["size"] === 13) throw new ProviderError(`no shelf of 13 with password ${textOf(inputs["password"])}`);
      const shown = { arn: `arn:${region}:${id}`, ...inputs, layout: '{"b": 2, "a": 1}' };
      shelves.set(id, shown);
      if (inputs["size"] === 14) throw new PartialFailure(id, shown, ["the shelf stands askew"]);
      return Promise.resolve({ id, state: shown });
    },
    read: (id) => {
      const state = shelves.get(id);
      return Promise.resolve(state && { id, state });
    },
    update: (id, { state, inputs, changed }) => {
      const next = { ...state, ...inputs, changed: [...changed] };
      shelves.set(id, next);
      return Promise.resolve(next);
    },
    delete: (id) => {
      shelves.delete(id);
      return Promise.resolve();
    },
  };
  const definition: ProviderDefinition<string> = {
    name: "shop",
    version: "1.0.0",
    types: [token],
    resource: (type) => (type === token ? shelf : undefined),
    configure: ({ region }) => Promise.resolve(textOf(region)!),
  };
  return { definition, shelves };
}

function places({ secrets }: Decoded): Set<string> {
  return new Set(secrets.map((path) => path.join(",")));
}

describe("a provider of the lab", () => {
  const { definition, shelves } = shop();
  let shelf: Asked;

  before(async () => {
    shelf = await ask(definition, token);
    await shelf.configure({ region: "here" });
  });
  after(() => shelf.stop());

  it("refuses a type that it does not know, by name, with what to do", async () => {
    await assert.rejects(shelf.of("shop:index/door:Door").check({}), {
      details:
        'check shop:index/door:Door "example": the lab does not know this type; it knows shop:index/shelf:Shelf. Leave the resource out in the lab, or add it to lab/providers/shop',
    });
  });

  it("says everything that is wrong with the inputs at once", async () => {
    const { failures } = await shelf.check({ colour: "red", depth: 3, boards: [{ width: 1, wood: "oak" }] });
    assert.deepEqual(failures.sort(), [
      "boards: the lab does not carry out boards.wood of shop:index/shelf:Shelf; it carries out width",
      "colour: the lab does not carry out colour of shop:index/shelf:Shelf: leave it out in the lab, or add it to lab/providers; it carries out boards, label, layout, name, password, size",
      "depth: shop:index/shelf:Shelf has no input depth; it has boards, colour, label, layout, name, password, size",
      "size: shop:index/shelf:Shelf needs size",
    ]);
    assert.deepEqual((await shelf.check({ size: 0 })).failures, ["size: size must be at least 1"]);
  });

  it("takes an unknown for a required input, and names what has no name, the same way every time", async () => {
    const first = await shelf.check({ size: unknown });
    assert.deepEqual(first.failures, []);
    assert.match(textOf(first.inputs.values["name"])!, /^example-[0-9a-f]{7}$/);
    assert.equal(first.inputs.values["label"], "none");
    assert.equal(first.inputs.values["size"], unknown);
    const second = await shelf.check({ size: unknown }, { olds: first.inputs.values });
    assert.equal(second.inputs.values["name"], first.inputs.values["name"]);
  });

  it("keeps secrets secret, whatever the type says", async () => {
    const inputs = { size: 1, name: "kept", label: "x", boards: [{ width: 1 }] };
    const secrets = [["label"], ["boards", 0, "width"]];
    assert.deepEqual(places((await shelf.check(inputs, { secrets })).inputs), new Set(["label", "boards,0,width"]));
    const { state } = await shelf.create({ ...inputs, password: "p" }, { secrets });
    assert.deepEqual(places(state), new Set(["label", "boards,0,width", "password"]));
  });

  it("shows at a preview what is known, and what only the service can say as unknown", async () => {
    const { state } = await shelf.create({ size: unknown, name: "previewed" }, { preview: true });
    assert.deepEqual(state.values, { arn: unknown, password: unknown, size: unknown, name: "previewed" });
    assert.equal(shelves.has("previewed"), false);
  });

  it("keeps the program's spelling of what means the same", async () => {
    const { state } = await shelf.create({ size: 1, name: "spelled", layout: '{"a":1,"b":2}' });
    assert.equal(state.values["layout"], '{"a":1,"b":2}');
    const read = await shelf.read("spelled", state.values, { size: 1, name: "spelled", layout: '{"a":1,"b":2}' });
    assert.equal(read.inputs.values["layout"], '{"a":1,"b":2}');
    const { changes } = await shelf.diff(state.values, { size: 1, name: "spelled", layout: '{"b":2,"a":1}' });
    assert.equal(changes, 1);
  });

  it("tells what changes in place, what replaces, and what has to go first", async () => {
    const state = { size: 1, name: "compared", label: "none", password: "chosen", arn: "arn" };
    assert.equal((await shelf.diff(state, { size: 1, name: "compared", label: "none" })).changes, 1);

    const updated = await shelf.diff(state, { size: 1, name: "compared", label: "new" });
    assert.deepEqual([updated.diffsList, updated.replacesList], [["label"], []]);

    const resized = await shelf.diff(state, { size: 2, name: "compared", label: "none" });
    assert.deepEqual([resized.replacesList, resized.deletebeforereplace], [["size"], true]);

    const made = { size: 2, name: "compared", label: "none", __defaults: ["name"] };
    assert.equal((await shelf.diff(state, made)).deletebeforereplace, false);
    assert.equal((await shelf.diff(state, { ...state, size: unknown })).replacesList[0], "size");
    assert.equal((await shelf.diff(state, { size: 1, name: "compared", label: "new" }, ["label"])).changes, 1);
  });

  it("refuses a change that it cannot carry out, before it carries out anything", async () => {
    const state = { size: 1, name: "fixed", boards: [{ width: 1 }] };
    await assert.rejects(shelf.update("fixed", state, { ...state, boards: [{ width: 2 }] }), {
      details:
        'update shop:index/shelf:Shelf "example": boards of shop:index/shelf:Shelf cannot be changed in place: make another shelf',
    });
  });

  it("reads what is there for a refresh, everything for an import, and nothing of what is gone", async () => {
    shelves.set("found", { name: "found", size: 3, arn: "arn", layout: "{}" });
    const refreshed = await shelf.read("found", { name: "found", size: 2 }, { name: "found", size: 2 });
    assert.deepEqual(refreshed.inputs.values, { name: "found", size: 3, __defaults: [] });
    const imported = await shelf.read("found");
    assert.deepEqual(imported.inputs.values, { name: "found", size: 3, layout: "{}", __defaults: [] });
    assert.equal(imported.state.values["label"], "none");
    assert.equal((await shelf.read("gone")).id, "");
  });

  it("names the resource in an error, and strikes out what is secret", async () => {
    const inputs = { size: 13, name: "unlucky", password: 'a"quoted"one' };
    await assert.rejects(shelf.create(inputs, { secrets: [["password"]] }), {
      details: 'create shop:index/shelf:Shelf "example": no shelf of 13 with password [secret]',
    });
  });

  it("strikes out a short secret where it stands alone, and leaves other words as they are", async () => {
    await assert.rejects(shelf.create({ size: 13, name: "short", password: "13" }, { secrets: [["password"]] }), {
      details: 'create shop:index/shelf:Shelf "example": no shelf of [secret] with password [secret]',
    });
    await assert.rejects(shelf.create({ size: 13, name: "short", password: "s" }, { secrets: [["password"]] }), {
      details: 'create shop:index/shelf:Shelf "example": no shelf of 13 with password [secret]',
    });
  });

  it("keeps a resource that was made only in part", async () => {
    await assert.rejects(
      shelf.create({ size: 14, name: "askew" }),
      (error: { metadata: { get(key: string): unknown[] } }) => {
        const [status] = error.metadata.get("grpc-status-details-bin");
        assert.ok(Buffer.isBuffer(status));
        assert.ok(status.includes("pulumirpc.ErrorResourceInitFailed"));
        assert.ok(status.includes("the shelf stands askew"));
        return true;
      },
    );
  });
});

describe("a vendor's package", () => {
  it("tells which inputs a resource has, which it needs, and which outputs are secret", () => {
    const { type, required, inputs, outputs, secrets } = vendorProperties("@pulumi/aws/secretsmanager/secretVersion");
    assert.equal(type, "aws:secretsmanager/secretVersion:SecretVersion");
    assert.deepEqual(required, ["secretId"]);
    assert.ok(inputs.includes("secretString") && inputs.includes("versionStages") && !inputs.includes("arn"));
    assert.ok(outputs.includes("arn") && outputs.includes("versionId"));
    assert.deepEqual(secrets, ["secretBinary", "secretString", "secretStringWo"]);
  });

  it("is refused where it has no resource of the form that is known", () => {
    assert.throws(() => vendorProperties("@pulumi/aws/iam/getRole"), {
      message:
        "@pulumi/aws/iam/getRole does not have the form that lab/providers/core/vendor-properties.ts reads: teach it this version of the package",
    });
  });
});
