import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { ProviderError } from "../core/errors";
import { textAt } from "./values";
import type { Value } from "../core/values";

/** A chart on this machine. */
export interface Chart {
  /** Its folder. */
  path: string;
  version: string;
}

/** What a release says about its chart. */
export interface ChartReference {
  /** Its name, the address of one in a registry (`oci://...`), or a folder. */
  chart: string;
  /** Default: what the lab has. */
  version?: string | undefined;
  /** The repository's address. */
  repository?: string | undefined;
}

/**
 * The charts that the lab has, by name, or by repository and name where two have one. The engine's runner passes them on: the lab
 * has no internet.
 *
 * @param environment Variables; STRONGROOM_LAB_CHARTS is a JSON object of `{ "<name>": { "version", "path" } }`.
 * @throws ProviderError where it is none.
 */
export function labCharts(environment: NodeJS.ProcessEnv): Record<string, Chart> {
  const written = environment["STRONGROOM_LAB_CHARTS"] ?? "{}";
  try {
    return JSON.parse(written) as Record<string, Chart>;
  } catch {
    throw new ProviderError(
      'STRONGROOM_LAB_CHARTS is no JSON: write {"external-secrets": {"version": "0.20.4", "path": "/folder/of/the/chart"}}.',
    );
  }
}

/**
 * The folder of a chart: a folder that is named as such, or what the lab has under that name.
 *
 * @throws ProviderError for a chart or version that the lab does not have.
 */
export function findChart({ chart, version, repository }: ChartReference, charts: Record<string, Chart>): Chart {
  const folder = repository === undefined && !chart.startsWith("oci://") ? localChart(chart) : undefined;
  const name = chart.split("/").pop() ?? chart;
  const address = repository === undefined ? chart : `${repository.replace(/\/$/, "")}/${chart}`;
  const key = [address, name].find((candidate) => Object.hasOwn(charts, candidate));
  const found = folder ?? (key === undefined ? undefined : charts[key]);
  if (!found) {
    const from = repository === undefined ? "" : ` of ${repository}`;
    throw new ProviderError(
      `the lab has no chart "${chart}"${from}; it has ${listed(charts)}. Name one of them, or a folder.`,
    );
  }
  const wanted = version?.trim().replace(/^v/, "") ?? "";
  if (wanted !== "" && wanted !== found.version.replace(/^v/, "")) {
    throw new ProviderError(
      `the lab has the chart "${name}" in version ${found.version}, not ${version}. Set that version in the lab; a range is not read.`,
    );
  }
  return found;
}

function listed(charts: Record<string, Chart>): string {
  const names = Object.entries(charts).map(([name, { version }]) => `${name} ${version}`);
  return names.join(", ") || "none, because STRONGROOM_LAB_CHARTS is not set";
}

function localChart(folder: string): Chart | undefined {
  const file = path.join(folder, "Chart.yaml");
  if (!fs.existsSync(file)) return undefined;
  const version = textAt(parse(fs.readFileSync(file, "utf8")) as Value, ["version"]) ?? "";
  return { path: path.resolve(folder), version };
}
