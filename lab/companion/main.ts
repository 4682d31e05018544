import { isDeepStrictEqual } from "node:util";
import { readFlags } from "../pods/flags";
import { answerProbes, endWhenTold, podConfig, report } from "../pods/program";
import { type Config, watchConfigurations } from "./configuration";
import { parseEvent } from "./event";
import { watchExternalSecrets } from "./external-secrets";
import { type AwsSqs, followQueue } from "./queue";

const flags = ["health-probe-bind-address", "metrics-bind-address"];

/**
 * Runs the stand-in of external-secrets/reloader in its pod, with the arguments of the chart, until it is told to end. It is written
 * from the real one's source, for events out of SQS that concern ExternalSecrets: what it reads of a message, what it compares, what
 * it writes, and what it does when something fails are the real one's.
 *
 * @throws LabError when it is given an argument that it does not know.
 */
export async function main(given: readonly string[] = process.argv.slice(2)): Promise<void> {
  const options = readFlags(given, flags);
  const config = podConfig();
  const [host = "", port = "8081"] = (options["health-probe-bind-address"] ?? ":8081").split(":");
  let ready = false;
  answerProbes(Number(port), { "/healthz": () => true, "/readyz": () => ready }, host || undefined);

  /** Name of a configuration to its sources, each with what ends it. */
  const followed = new Map<string, { sources: AwsSqs[]; end: () => void }>();
  const release = (name: string): void => {
    followed.get(name)?.end();
    followed.delete(name);
  };
  const follow = ({ metadata, spec }: Config): void => {
    const name = metadata!.name!;
    const sources = spec.notificationSources.map(({ awsSqs }) => awsSqs);
    if (isDeepStrictEqual(followed.get(name)?.sources, sources)) return;
    release(name);
    const ends = sources.map((source) => followQueue(config, source, handle, report));
    followed.set(name, { sources, end: () => ends.forEach((end) => end()) });
    report(`following ${sources.map(({ queueURL }) => queueURL).join(", ")}`);
  };
  const handle = async (body: string): Promise<void> => {
    try {
      await forceSync(parseEvent(body));
    } catch (error) {
      report(`a message could not be handled (${(error as Error).name})`);
    }
  };
  endWhenTold(() => Promise.resolve([...followed.keys()].forEach(release)));
  const forceSync = await watchExternalSecrets(config, report);
  await watchConfigurations(config, follow, release, report);
  ready = true;
  report("watching configurations");
}
