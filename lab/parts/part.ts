/** Takes one line of progress, without its line break. */
export type Report = (line: string) => void;

/** The parts that are built. `manifests` is what comes out of the operator's and kwok's modules as files. */
export type PartName = "engine" | "cluster" | "helm" | "emulator" | "aws-cli" | "manifests" | "promtool";

/** How one part is built, and what its result depends on. */
export interface Part {
  /** Names the part's folder in the cache. */
  name: PartName;
  /** The version of what is in it, for example `"3.259.0"`. */
  version: string;
  /** What it is and does, as the progress says it: `"the Pulumi engine 3.259.0"`. */
  title: string;
  /** How long it takes where nothing is cached, on two cores: `"9 minutes"`. */
  cold: string;
  /** What the result depends on: another file, or another setting, makes another part. */
  inputs: { files: string[]; settings: string[] };
  /** What is missing on this machine, with what to install; nothing where it can be built. */
  missing(): string | undefined;
  /** Makes the part in an empty folder, which is moved to its place afterwards: nothing may remember its path. */
  build(folder: string): Promise<void>;
}
