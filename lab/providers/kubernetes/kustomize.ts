import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ProviderError } from "../core/errors";
import type { Properties } from "../core/values";
import { type Expanded, parseManifests } from "./manifests";
import { textAt } from "./values";

const run = promisify(execFile);

/**
 * What a folder with a kustomization comes to, as kubectl builds it.
 *
 * @param inputs Of `kustomize/v2:Directory`, all known.
 * @param namespace For objects that name none.
 * @throws ProviderError for an address, because the lab has no internet, and for what kubectl refuses.
 */
export async function kustomizeManifests(inputs: Properties, namespace: string): Promise<Expanded> {
  const directory = textAt(inputs, ["directory"]) ?? "";
  if (/^[a-z][a-z+.-]*:/i.test(directory) || /^(git@|[\w-]+\.[a-z]+\/)/i.test(directory)) {
    throw new ProviderError(
      `the lab does not fetch ${directory}: it has no internet. Put the folder beside the program.`,
    );
  }
  try {
    const { stdout } = await run("kubectl", ["kustomize", directory], { maxBuffer: 64 * 1024 * 1024 });
    const manifests = parseManifests(stdout, `the kustomization ${directory}`);
    return {
      manifests: manifests.map((object) => ({ object, secrets: [] })),
      namespace: textAt(inputs, ["namespace"]) ?? namespace,
    };
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: string | number };
    if (code === "ENOENT")
      throw new ProviderError("there is no kubectl on PATH: run this through npm run lab -- pulumi.");
    if (stderr === undefined) throw error;
    throw new ProviderError(`kubectl kustomize ${directory}: ${stderr.trim().replace(/^error: /, "")}`);
  }
}
