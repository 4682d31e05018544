import assert from "node:assert/strict";
import { asset } from "@pulumi/pulumi";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { leaves } from "../../policies/engine/leaves";
import { openProps } from "../../policies/engine/open-props";
import { readTextAssets } from "../../policies/engine/text-assets";
import { Asset, unknown } from "../../policies/engine/value";
import { behindProxy } from "./in-process";

function open(props: Record<string, unknown>) {
  return openProps(behindProxy(props));
}

describe("opening a resource's properties", () => {
  it("keeps the known values beside an unknown one", () => {
    assert.deepEqual(open({ data: { HOST: unknownValue, PORT: "5432" } }), { data: { HOST: unknown, PORT: "5432" } });
  });

  it("marks an unknown list, map and item at its own place", () => {
    const opened = open({ list: ["a", unknownValue, { b: unknownValue }], tags: unknownValue });
    assert.deepEqual(opened, { list: ["a", unknown, { b: unknown }], tags: unknown });
  });

  it("keeps numbers, booleans and null, and reads nothing as null", () => {
    assert.deepEqual(open({ a: 1, b: false, c: null, d: undefined }), { a: 1, b: false, c: null, d: null });
  });

  it("opens the text of an asset that was waited for, and no file or archive", async () => {
    const assets = { file: new asset.FileAsset("./x.yaml"), zip: new asset.FileArchive("./x.zip") };
    const props = behindProxy({ texts: [new asset.StringAsset("x")], ...assets });
    const others = { file: new Asset("asset"), zip: new Asset("archive") };
    assert.deepEqual(openProps(props), { texts: [new Asset("asset")], ...others });
    await readTextAssets(props);
    assert.deepEqual(openProps(props), { texts: [new Asset("asset", "x")], ...others });
  });

  it("passes on an error that is not about an unknown value", () => {
    const broken = Object.defineProperty({}, "data", {
      enumerable: true,
      get: () => {
        throw new RangeError("broken");
      },
    });
    assert.throws(() => openProps(broken), RangeError);
  });

  it("walks maps and lists leaf by leaf", () => {
    const walked = [...leaves(open({ items: [{ data: { A: "1", B: unknownValue } }, true] }).items, ["items"])];
    assert.deepEqual(walked, [
      { keyPath: ["items", 0, "data", "A"], value: "1" },
      { keyPath: ["items", 0, "data", "B"], value: unknown },
      { keyPath: ["items", 1], value: true },
    ]);
  });
});
