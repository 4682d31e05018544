import { existsSync } from "node:fs";
import { join } from "node:path";

import { LabError } from "../lab-error";
import { awsCli } from "./aws-cli";
import { buildOnce, folderOf } from "./build-once";
import { cluster } from "./cluster";
import { emulator } from "./emulator";
import { engine, engineOnPath } from "./engine";
import { helm } from "./helm";
import { chartIn, definitionsIn, manifests, operatorVersion, stagesIn } from "./manifests";
import type { Part, PartName, Report } from "./part";
import { promtool } from "./promtool";
import { pythonIn } from "./python-packages";

export type { PartName, Report } from "./part";

/** Everything that a stage runs and that is built first. All paths are absolute. */
export interface Parts {
  /** The folder with `pulumi`. */
  pulumi: string;
  /** The folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl, kwok and external-secrets. */
  cluster: string;
  /** The folder with `helm`. */
  helm: string;
  /** The Python that runs lab/emulator. */
  python: string;
  /** The Python that runs the AWS CLI: `python -m awscli`. */
  awsCli: string;
  /** The charts by their name: folders that `helm install` takes as they are, without the network. */
  charts: Record<string, { version: string; path: string }>;
  /** The operator's resource definitions as one file, for whoever needs them without the operator. */
  customResourceDefinitions: string;
  /** kwok's stages as one file. */
  kwokStages: string;
}

/** What each part adds to {@link Parts}. */
interface Provides {
  engine: Pick<Parts, "pulumi">;
  cluster: Pick<Parts, "cluster">;
  helm: Pick<Parts, "helm">;
  emulator: Pick<Parts, "python">;
  "aws-cli": Pick<Parts, "awsCli">;
  manifests: Pick<Parts, "charts" | "customResourceDefinitions" | "kwokStages">;
  /** The folder with `promtool`. */
  promtool: { promtool: string };
}

const parts: Record<PartName, () => Part> = {
  manifests: () => manifests,
  emulator,
  "aws-cli": awsCli,
  helm: () => helm,
  engine: () => engine,
  cluster: () => cluster,
  promtool: () => promtool,
};

/** Every part that a stage runs, the quick ones first. promtool is the tests' alone, and built when they ask for it. */
export const partNames = (Object.keys(parts) as PartName[]).filter((name) => name !== "promtool");

const provides: { [Name in PartName]: (folder: string) => Provides[Name] } = {
  engine: (folder) => ({ pulumi: join(folder, "bin") }),
  cluster: (folder) => ({ cluster: join(folder, "bin") }),
  helm: (folder) => ({ helm: join(folder, "bin") }),
  emulator: (folder) => ({ python: pythonIn(folder) }),
  "aws-cli": (folder) => ({ awsCli: pythonIn(folder) }),
  manifests: (folder) => ({
    charts: { "external-secrets": { version: operatorVersion, path: chartIn(folder) } },
    customResourceDefinitions: definitionsIn(folder),
    kwokStages: stagesIn(folder),
  }),
  promtool: (folder) => ({ promtool: join(folder, "bin") }),
};

/**
 * Builds one part unless it stands.
 *
 * @param name For example `"emulator"`.
 * @param report Takes lines of progress; it hears nothing where nothing has to be built.
 * @returns What the part adds to {@link Parts}.
 * @throws {LabError} When something to build it with is missing, or the build fails.
 */
export async function ensurePart<Name extends PartName>(name: Name, report: Report): Promise<Provides[Name]> {
  if (name === "engine") {
    const found = engineOnPath();
    if (found !== undefined) return { pulumi: found.folder } as Provides[Name];
  }
  return provides[name](await buildOnce(parts[name](), report));
}

/**
 * Builds what a stage needs and does not stand yet: about 15 minutes on two cores where nothing is cached, and nothing where all of it stands.
 *
 * @param report Takes lines of progress.
 * @throws {LabError} When something to build with is missing (all of it is named before anything is built), or a build fails.
 *
 * @example
 * const { cluster } = await ensureParts((line) => process.stderr.write(`${line}\n`));
 */
export async function ensureParts(report: Report): Promise<Parts> {
  const missing = partNames.filter((name) => !isBuilt(name)).map((name) => parts[name]().missing());
  const problems = [...new Set(missing.filter((problem) => problem !== undefined))];
  if (problems.length > 0) throw new LabError(problems.join("\n"));
  const provided: object[] = [];
  for (const name of partNames) provided.push(await ensurePart(name, report));
  return Object.assign({}, ...provided) as Parts;
}

/** Says whether a part stands, or for the engine whether the PATH has one. */
export function isBuilt(name: PartName): boolean {
  return (name === "engine" && engineOnPath() !== undefined) || existsSync(folderOf(parts[name]()));
}

/**
 * What tests that need parts ask first: with `CI=true` a missing part is built, elsewhere nobody waits for minutes.
 *
 * @param names The parts that the tests need. Default: all that a stage runs.
 * @returns The line that says what is left out and how to have it, or nothing where the tests can run.
 *
 * @example
 * const leftOut = whatIsLeftOut("the emulator's tests", ["emulator"]);
 */
export function whatIsLeftOut(tests: string, names: PartName[] = partNames): string | undefined {
  if (process.env.CI === "true") return undefined;
  const missing = names.filter((name) => !isBuilt(name));
  if (missing.length === 0) return undefined;
  return `Left out: ${tests}, because the lab's ${missing.join(", ")} is not built. Fix: npm run lab -- up, or CI=true npm test`;
}
