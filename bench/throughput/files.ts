import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { allConfigMaps, type Corpus } from "../corpus";
import { generatedCount, incidentData } from "../accuracy/generated";
import { Random } from "../random";

/** A folder with one YAML file for each ConfigMap. */
export interface Manifests {
  folder: string;
  files: number;
  bytes: number;
  /** Deletes the folder. */
  remove: () => void;
}

/** Writes the corpus and 1,000 made-up incidents as manifests, as they would lie in a repository. */
export function writeManifests(corpus: Corpus, seed: number): Manifests {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-bench-"));
  const random = new Random(seed);
  const generated = Array.from({ length: generatedCount }, (_, index) => ({
    name: `api-${index}`,
    namespace: "api",
    data: incidentData(random, "APPLE_SHARED_SECRET"),
  }));
  let files = 0;
  let bytes = 0;
  for (const configMap of [...allConfigMaps(corpus), ...generated]) {
    const text = manifest(configMap);
    fs.writeFileSync(path.join(folder, `${String(files).padStart(5, "0")}.yaml`), text);
    files++;
    bytes += Buffer.byteLength(text);
  }
  return { folder, files, bytes, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** A ConfigMap's manifest; a value of several lines is a block, as people write it. */
export function manifest({
  name,
  namespace,
  data,
}: {
  name: string;
  namespace?: string | null | undefined;
  data: Record<string, string>;
}): string {
  const metadata = namespace ? { name, namespace } : { name };
  return stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data }, { lineWidth: 0 });
}
