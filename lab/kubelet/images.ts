import * as path from "node:path";
import type { V1Pod } from "@kubernetes/client-node";

/** A container image, as far as a process needs it: what a container without a command of its own starts. */
export interface Program {
  /** The image's entrypoint. Its first word is an executable's path here. */
  entrypoint: string[];
  /** What follows the entrypoint where the container gives no arguments. */
  arguments: string[];
  /** Where it starts. Default: the pod's own folder. */
  workingDirectory?: string;
  /** Executables by their path in the image, for a container that names its command. */
  executables: Record<string, string>;
}

const checkout = path.join(__dirname, "..", "..");

/** Preloaded into Node programs, so that they listen on their pod's address. */
const listening = path.join(__dirname, "listen-on-pod.js");

/**
 * What is really run, by the end of an image's repository. Every other image is left to kwok, whose pods are but objects.
 * A Node program brings no image of Node: the one that runs this is taken.
 */
const programs: Record<string, (clusterParts: string) => Program> = {
  "external-secrets/external-secrets": (clusterParts) => {
    const executable = path.join(clusterParts, "external-secrets");
    return { entrypoint: [executable], arguments: [], executables: { "/bin/external-secrets": executable } };
  },
  "stakater/reloader": () => standIn("reloader"),
  "external-secrets/reloader": () => standIn("companion"),
  "strongroom-example-app": () => ({
    entrypoint: [process.execPath, "--require", listening],
    arguments: ["."],
    workingDirectory: path.join(checkout, "examples", "app"),
    executables: { node: process.execPath, "/usr/local/bin/node": process.execPath },
  }),
};

/** A program of the lab's own, in the place of one that no package registry serves. */
function standIn(room: string): Program {
  const start = path.join(checkout, "lab", room, "start.js");
  return { entrypoint: [process.execPath, "--require", listening, start], arguments: [], executables: {} };
}

/** The ends of the repositories of the images that are really run. */
const names = Object.keys(programs);

/**
 * Regular expressions of the images that are really run: kwok must leave the pods alone that have a container of one of these.
 *
 * @example kubeletImages[0] // "(^|/)external-secrets/external-secrets(:|@|$)"
 */
export const kubeletImages: readonly string[] = names.map((name) => `(^|/)${name}(:|@|$)`);

/** An image's repository, without tag and digest: `"ghcr.io/a/b:v1@sha256:..."` is `"ghcr.io/a/b"`. */
export function repositoryOf(image: string): string {
  const named = image.split("@")[0]!;
  const slash = named.lastIndexOf("/");
  const colon = named.indexOf(":", slash + 1);
  return colon < 0 ? named : named.slice(0, colon);
}

/**
 * What a container of this image starts, or nothing where kwok plays it.
 *
 * @param image As a pod names it, with its tag.
 * @param clusterParts The folder of the stage's executables.
 */
export function programOf(image: string, clusterParts: string): Program | undefined {
  const repository = repositoryOf(image);
  const name = names.find((known) => repository === known || repository.endsWith(`/${known}`));
  return name === undefined ? undefined : programs[name]!(clusterParts);
}

/** Whether a pod is run here. A pod is run here or played by kwok as a whole: one known image among others is enough. */
export function isOurs(pod: V1Pod): boolean {
  return (pod.spec?.containers ?? []).some(({ image }) => programOf(image ?? "", "") !== undefined);
}
