import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { V1Volume } from "@kubernetes/client-node";
import { writeFolder } from "../../lab/kubelet/atomic-folder";
import { volumeFiles, type VolumeSources } from "../../lab/kubelet/volumes";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const sources: VolumeSources = {
  secret: (name) => (name === "api" ? { data: { KEY: base64("one"), OTHER: base64("two") } } : undefined),
  configMap: (name) =>
    name === "ca" ? { data: { "ca.crt": "certificate" }, binaryData: { raw: base64("\u0000") } } : undefined,
  pod: { metadata: { name: "api-0", namespace: "prod", labels: { b: "2", a: "1" } } },
  place: { podIP: "127.97.128.1", hostIP: "127.0.0.1" },
  token: (audience, seconds) => Promise.resolve(`${audience}/${seconds}`),
};

async function texts(volume: Omit<V1Volume, "name">): Promise<Record<string, [string, number]>> {
  const files = (await volumeFiles({ name: "v", ...volume }, sources)) ?? {};
  const entries = Object.entries(files).map(([name, { content, mode }]) => [name, [content.toString(), mode]] as const);
  return Object.fromEntries(entries) as Record<string, [string, number]>;
}

describe("a volume's files", () => {
  it("are a Secret's keys, with the volume's permissions", async () => {
    const files = await texts({ secret: { secretName: "api", defaultMode: 0o440 } });
    assert.deepEqual(files, { KEY: ["one", 0o440], OTHER: ["two", 0o440] });
  });

  it("are those keys that are chosen, under their own paths", async () => {
    const items = [{ key: "KEY", path: "deep/key.txt", mode: 0o400 }];
    assert.deepEqual(await texts({ secret: { secretName: "api", items } }), { "deep/key.txt": ["one", 0o400] });
  });

  it("are put together in a projected volume: token, certificate and namespace as Kubernetes mounts them", async () => {
    const projected = {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "ca", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
        { serviceAccountToken: { audience: "sts.amazonaws.com", path: "aws" } },
      ],
    };
    assert.deepEqual(await texts({ projected }), {
      token: ["undefined/3607", 0o644],
      "ca.crt": ["certificate", 0o644],
      namespace: ["prod", 0o644],
      aws: ["sts.amazonaws.com/3600", 0o644],
    });
  });

  it("hold labels one a line", async () => {
    const items = [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }];
    assert.deepEqual(await texts({ downwardAPI: { items } }), { labels: ['a="1"\nb="2"', 0o644] });
  });

  it("are not to be had while something is missing, in kubelet's words", async () => {
    await assert.rejects(texts({ secret: { secretName: "none" } }), {
      name: "NotYet",
      message: 'secret "none" not found',
    });
    const items = [{ key: "NONE", path: "none" }];
    await assert.rejects(texts({ secret: { secretName: "api", items } }), {
      message: "references non-existent secret key: NONE",
    });
    await assert.rejects(texts({ hostPath: { path: "/etc" } }), {
      message: 'volume "v": the lab\'s kubelet has no volumes of the kind hostPath',
    });
  });

  it("leave out what is optional and missing", async () => {
    assert.deepEqual(await texts({ secret: { secretName: "none", optional: true } }), {});
    const items = [{ key: "NONE", path: "none" }];
    assert.deepEqual(await texts({ configMap: { name: "ca", items, optional: true } }), {});
  });

  it("are none for an empty volume", async () => {
    assert.equal(await volumeFiles({ name: "v", emptyDir: {} }, sources), undefined);
  });
});

describe("a volume's folder", () => {
  let folder: string;
  const file = (text: string, mode = 0o440) => ({ content: Buffer.from(text), mode });
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), "utf8");

  beforeEach(() => {
    folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-")), "volume");
  });

  afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true }));

  it("holds the files, with their permissions", () => {
    assert.equal(writeFolder(folder, { KEY: file("one"), "deep/key": file("two", 0o400) }), true);
    assert.deepEqual([read("KEY"), read("deep/key")], ["one", "two"]);
    assert.equal(fs.statSync(path.join(folder, "KEY")).mode & 0o777, 0o440);
  });

  it("is left alone where nothing changed", () => {
    writeFolder(folder, { KEY: file("one") });
    const before = fs.readlinkSync(path.join(folder, "..data"));
    assert.equal(writeFolder(folder, { KEY: file("one") }), false);
    assert.equal(fs.readlinkSync(path.join(folder, "..data")), before);
  });

  it("changes all its files in one step, and keeps nothing of the old ones", () => {
    writeFolder(folder, { KEY: file("one"), GONE: file("x") });
    const before = fs.readlinkSync(path.join(folder, "..data"));
    assert.equal(writeFolder(folder, { KEY: file("two"), NEW: file("y") }), true);
    assert.deepEqual([read("KEY"), read("NEW")], ["two", "y"]);
    const after = fs.readlinkSync(path.join(folder, "..data"));
    assert.notEqual(after, before);
    assert.deepEqual(fs.readdirSync(folder).sort(), [after, "..data", "KEY", "NEW"].sort());
    assert.equal(fs.readlinkSync(path.join(folder, "KEY")), path.join("..data", "KEY"));
  });
});
