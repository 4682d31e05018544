import * as fs from "node:fs";
import * as path from "node:path";
import { crc32 } from "node:zlib";
import { ProviderError } from "../core/errors";
import { isObject, type Properties, signatureKey, textOf, type Value } from "../core/values";

// As @pulumi/pulumi/runtime/rpc writes them.
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/**
 * The zip archive that an archive of Pulumi stands for: a `.zip` file as it is, a folder, or single assets.
 *
 * @throws ProviderError where it is none, or one from a URL.
 */
export function zipOf(archive: Value): Uint8Array {
  if (isObject(archive) && archive[signatureKey] === archiveSignature) {
    const file = textOf(archive["path"]);
    if (file !== undefined) return fs.statSync(file).isDirectory() ? zip(filesOf(file)) : fs.readFileSync(file);
    if (isObject(archive["assets"])) return zip(assetsOf(archive["assets"], ""));
  }
  throw new ProviderError(
    "code must be new pulumi.asset.AssetArchive({ ... }) of file and string assets, or new pulumi.asset.FileArchive of a folder or a .zip file",
  );
}

/** The zip archive of a folder's files. */
export function zipFolder(folder: string): Uint8Array {
  return zip(filesOf(folder));
}

/** What tells whether an archive is another one: the engine has computed it. */
export function sameArchive(one: Value, other: Value): boolean {
  const hash = (value: Value) => (isObject(value) ? textOf(value["hash"]) : undefined);
  return hash(one) !== undefined && hash(one) === hash(other);
}

interface Entry {
  name: string;
  content: Buffer;
}

function assetsOf(assets: Properties, folder: string): Entry[] {
  return Object.entries(assets).flatMap(([name, asset]): Entry[] => {
    const at = folder + name;
    if (isObject(asset) && asset[signatureKey] === assetSignature) {
      const file = textOf(asset["path"]);
      const text = textOf(asset["text"]);
      if (text !== undefined) return [{ name: at, content: Buffer.from(text) }];
      if (file !== undefined) return [{ name: at, content: fs.readFileSync(file) }];
    }
    if (isObject(asset) && isObject(asset["assets"])) return assetsOf(asset["assets"], `${at}/`);
    const file = isObject(asset) ? textOf(asset["path"]) : undefined;
    if (file !== undefined && fs.statSync(file).isDirectory()) return filesOf(file, `${at}/`);
    throw new ProviderError(`the lab does not read the asset ${at}: give a FileAsset, a StringAsset or a folder`);
  });
}

function filesOf(folder: string, begin = ""): Entry[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: begin + path.relative(folder, file), content: fs.readFileSync(file) }));
}

/** An archive without compression. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function zip(entries: Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // Names are UTF-8.
    fields.writeUInt16LE(0x0800, 2);
    // 1 January 1980: the same files make the same archive.
    fields.writeUInt16LE(33, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, Buffer.from(name), content]);
    // Readable by everybody: Lambda runs as another user.
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), fields, attributes, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, listing, Buffer.from("PK\x05\x06"), end]);
}
