import { answerProbes, endWhenTold, podConfig, report } from "../pods/program";
import { readFlags } from "../pods/flags";
import type { Changed } from "./references";
import { standForElection } from "./leadership";
import { startReloader } from "./reloader";

const flags = [
  "enable-ha",
  "ignored-workload-types",
  "log-format",
  "namespaces",
  "reload-strategy",
  "resources-to-ignore",
];

/**
 * Runs the stand-in of Reloader in its pod, with the arguments of the chart, until it is told to end. Prints one line per restart.
 *
 * @throws LabError when it is given an argument that it does not know.
 */
export async function main(given: readonly string[] = process.argv.slice(2)): Promise<void> {
  const options = readFlags(given, flags);
  const config = podConfig();
  let healthy = true;
  answerProbes(9090, { "/live": () => healthy, "/metrics": () => true });
  if (options["enable-ha"] === "true") await elected(() => (healthy = false));
  else endWhenTold(() => Promise.resolve());

  const ignored = options["resources-to-ignore"] ?? "";
  const kinds = (["Secret", "ConfigMap"] as Changed["kind"][]).filter((kind) => ignored !== `${kind.toLowerCase()}s`);
  const namespaces = (options["namespaces"] ?? "").split(",").filter((name) => name !== "");
  await startReloader(config, { namespaces, kinds, report });
  report(`watching ${kinds.join(" and ")}s in ${namespaces.join(", ")}`);

  async function elected(lost: () => void): Promise<void> {
    const { POD_NAME: identity = "", POD_NAMESPACE: namespace = "" } = process.env;
    const leadership = standForElection(config, { namespace, lease: "stakater-reloader-lock", identity }, lost);
    endWhenTold(leadership.resign);
    report("waiting for the lead");
    await leadership.elected;
    report("leads");
  }
}
