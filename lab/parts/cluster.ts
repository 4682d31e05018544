import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { copyWritable } from "./copy";
import { buildTools, goSettings, missingGo, moduleFiles, modulesFolder, moduleSource } from "./go-toolchain";
import { operatorVersion } from "./manifests";
import { patchOperator } from "./operator-patches";
import type { Part } from "./part";

const version = "1.34.4";
const [major, minor] = version.split(".");

// Clients cannot parse the version of an API server that was built without these.
const versionPackage = "k8s.io/component-base/version";
const linkerFlags = [
  ["gitVersion", `v${version}`],
  ["gitMajor", major],
  ["gitMinor", minor],
  ["gitTreeState", "clean"],
].flatMap(([name, value]) => ["-X", `${versionPackage}.${name}=${value}`]);

const source = join(modulesFolder, "cluster");

/** What replaces files of the operator's own: the lists of what it is built with. */
const overlay = join(source, "overlay");
const lists = ["pkg/provider/register/register.go", "pkg/generator/register/register.go"];

/** Of the operator's module, what its executable is built from. */
const operatorSources = ["go.mod", "go.sum", "main.go", "cmd", "pkg", "apis"];

/**
 * The cluster's processes and External Secrets Operator, as one Go module: they share most of what they are made of, so that
 * together they build in two thirds of the time.
 */
export const cluster: Part = {
  name: "cluster",
  version,
  title: `Kubernetes ${version} with etcd, kwok and External Secrets Operator ${operatorVersion}`,
  cold: "7 minutes",
  inputs: {
    files: [
      ...moduleFiles("cluster"),
      ...moduleFiles("sources"),
      ...lists.map((file) => join(overlay, file)),
      join(__dirname, "operator-patches.ts"),
    ],
    settings: goSettings(linkerFlags),
  },
  missing: () => missingGo("cluster"),
  build: async (folder) => {
    const work = join(folder, "source");
    for (const file of ["go.mod", "go.sum"]) copyWritable(join(source, file), join(work, file));
    // Copied, because Go refuses to lay files over those of its module cache.
    const operator = await moduleSource("github.com/external-secrets/external-secrets");
    for (const entry of operatorSources) copyWritable(join(operator, entry), join(work, "external-secrets", entry));
    for (const file of lists) copyWritable(join(overlay, file), join(work, "external-secrets", file));
    patchOperator(join(work, "external-secrets"));
    await buildTools(work, join(folder, "bin"), linkerFlags);
    renameSync(join(folder, "bin", "server"), join(folder, "bin", "etcd"));
    rmSync(work, { recursive: true });
  },
};
