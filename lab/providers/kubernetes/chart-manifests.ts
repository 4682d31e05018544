import type { Decoded } from "../core/values";
import { findChart, labCharts } from "./charts";
import type { Helm } from "./helm";
import { contentOf, type Expanded, parseManifests } from "./manifests";
import { objectAt, textAt } from "./values";

/**
 * What a chart consists of, as `helm template` shows it. Hooks are left out, as the vendor's provider does.
 *
 * @param inputs Of `helm.sh/v4:Chart`, all known.
 * @param resource The component's name, which the release takes where it has none.
 * @param namespace For a chart that names none.
 */
export async function chartManifests(
  { values: inputs, secrets }: Decoded,
  resource: string,
  helm: Helm,
  namespace: string,
): Promise<Expanded> {
  const reference = {
    chart: textAt(inputs, ["chart"]) ?? "",
    version: textAt(inputs, ["version"]),
    repository: textAt(inputs, ["repositoryOpts", "repo"]),
  };
  const chart = findChart(reference, labCharts(process.env));
  const place = textAt(inputs, ["namespace"]) ?? namespace;
  const args = [
    "template",
    textAt(inputs, ["name"]) ?? resource,
    chart.path,
    `--namespace=${place}`,
    ...(inputs["skipCrds"] === true ? [] : ["--include-crds"]),
    "--no-hooks",
    // Asks the cluster what it can do, and lets the chart look things up.
    "--dry-run=server",
    "--values=-",
  ];
  const printed = await helm.run({ arguments: args, values: objectAt(inputs, ["values"]) });
  const hidden = secrets.some(([first]) => first === "values");
  const objects = parseManifests(printed, `the chart ${reference.chart}`);
  return {
    namespace: place,
    // Where a secret value ended up cannot be told.
    manifests: objects.map((object) => ({ object, secrets: hidden ? contentOf(object) : [] })),
  };
}
