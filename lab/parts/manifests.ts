import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

import { copyWritable } from "./copy";
import { missingGo, moduleFiles, moduleSource } from "./go-toolchain";
import type { Part } from "./part";

/** The newest operator whose module can be built; its chart and its resource definitions come from the same module. */
export const operatorVersion = "0.20.4";

/** The stages that make kwok's nodes ready at once and its pods run at once. */
const stageFolders = ["node/fast", "node/heartbeat", "pod/fast"];

/** What the lab takes out of the operator's and kwok's modules as files. */
export const manifests: Part = {
  name: "manifests",
  version: operatorVersion,
  title: `the chart and resource definitions of External Secrets Operator ${operatorVersion}`,
  cold: "30 seconds",
  inputs: { files: [...moduleFiles("sources"), __filename], settings: [] },
  missing: () => missingGo("sources"),
  build: async (folder) => {
    const operator = await moduleSource("github.com/external-secrets/external-secrets");
    const definitions = join(operator, "deploy", "crds", "bundle.yaml");
    copyWritable(definitions, definitionsIn(folder));
    copyWritable(join(operator, "deploy", "charts", "external-secrets"), chartIn(folder));
    releaseChart(chartIn(folder), readFileSync(definitions, "utf8"));

    const kwok = await moduleSource("sigs.k8s.io/kwok");
    const stages = stageFolders.flatMap((name) => yamlFiles(join(kwok, "kustomize", "stage", name)));
    writeFileSync(stagesIn(folder), stages.map((file) => readFileSync(file, "utf8").trimEnd()).join("\n---\n"));
  },
};

/** The operator's chart, of a built part's folder. */
export function chartIn(folder: string): string {
  return join(folder, "external-secrets");
}

/** The operator's resource definitions as one file. */
export function definitionsIn(folder: string): string {
  return join(folder, "external-secrets-crds.yaml");
}

/** kwok's stages as one file. */
export function stagesIn(folder: string): string {
  return join(folder, "kwok-stages.yaml");
}

/**
 * Makes of the chart's sources what its vendor publishes: with its version, and with the resource definitions as templates
 * behind their switches. Its dependency is left out: it has to be fetched, is switched off, and the program does not use it.
 *
 * Source: hack/helm.generate.sh of the same module.
 */
function releaseChart(chart: string, definitions: string): void {
  const about = parse(readFileSync(join(chart, "Chart.yaml"), "utf8")) as Record<string, unknown>;
  const { dependencies: _, ...rest } = about;
  const released = { ...rest, version: operatorVersion, appVersion: `v${operatorVersion}` };
  writeFileSync(join(chart, "Chart.yaml"), stringify(released));

  const templates = join(chart, "templates", "crds");
  mkdirSync(templates, { recursive: true });
  for (const definition of definitions.split(/^---\n/m).filter((text) => text.trim() !== "")) {
    const { kind, singular } = (parse(definition) as Definition).spec.names;
    writeFileSync(join(templates, `${singular}.yaml`), asTemplate(kind, definition));
  }
}

interface Definition {
  spec: { names: { kind: string; singular: string } };
}

/** One resource definition as the chart's template. */
function asTemplate(kind: string, definition: string): string {
  const hasSwitch = kind.includes("Cluster") || kind.includes("PushSecret");
  const condition = hasSwitch ? `and (.Values.installCRDs) (.Values.crds.create${kind})` : ".Values.installCRDs";
  const annotations = "{{- with .Values.crds.annotations }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}";
  const body = definition.replace(/^ {2}annotations:\n/m, (line) => `${line}    ${annotations}\n`);
  return `{{- if ${condition} }}\n${body}{{- end }}\n`;
}

function yamlFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml");
  return names.sort().map((name) => join(folder, name));
}
